"""Writing actions down, changing them, and what belongs to them: helpers, resources, what comes first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, Refused, may, require
from commonweal.charter.models import Goal
from commonweal.database import clock
from commonweal.plans import events
from commonweal.plans.actions.common import hold, member, refuse, said, seat_of, tell, who
from commonweal.plans.models import Action, Dependency, Helper, Report, Resource
from commonweal.plans.rules import actions as rules


def write(
    *,
    by: Actor,
    title: str,
    done_when: str,
    owner: UUID,
    starts: date,
    due: date,
    goal: UUID | None = None,
    why: str = "",
) -> Action:
    """Write an action down. Raises NotAllowed, Refused."""
    require(by, Permission.KEEP_PLANS)
    name = said(title, "Say in one line what will be done.", 200)
    seen = said(done_when, "Say what one will see when it is done.", 500)
    if due < starts:
        raise Refused("It cannot be due before it starts.")
    with transaction.atomic():
        seat = seat_of(by, owner)
        row = Action.objects.create(
            **who(by),
            goal=_goal(goal),
            title=name,
            why=why.strip()[:2000],
            done_when=seen,
            owner_id=seat.holder.pk,
            owner_name=seat.holder.name,
            owner_organisation=seat.organisation,
            starts=starts,
            due=due,
            first_due=due,
            heard_at=clock.now(),
        )
        audit.record(by, events.ACTION_WRITTEN, on=row, title=name, owner=row.owner_name, due=due.isoformat())
        tell(by)
    return row


def change(
    *, by: Actor, action: Action, title: str, done_when: str, goal: UUID | None, why: str, starts: date
) -> Action:
    """Change what an action says; its date and its owner change by acts of their own. Raises NotAllowed, Refused."""
    _require_change(by, action)
    with transaction.atomic():
        row = held(action)
        if not row.facts().open:
            raise Refused("The action is closed. Open it again first, with a reason.")
        if starts > row.due:
            raise Refused("It cannot start after it is due. Move the date first.")
        row.title = said(title, "Say in one line what will be done.", 200)
        row.done_when = said(done_when, "Say what one will see when it is done.", 500)
        row.goal, row.why, row.starts = _goal(goal), why.strip()[:2000], starts
        row.save(update_fields=["title", "done_when", "goal", "why", "starts"])
        audit.record(by, events.ACTION_CHANGED, on=row, title=row.title)
        tell(by)
    return row


def move(*, by: Actor, action: Action, due: date, reason: str) -> Action:
    """Another date, with a reason; the first one stays on record. Raises NotAllowed, Refused."""
    _require_change(by, action)
    with transaction.atomic():
        row = held(action)
        refuse(rules.refusal_to_move(row.facts(), due, reason))
        before, why = row.due, said(reason, "Say why the date changes; it is kept.")
        row.due = due
        _heard(by, row)
        row.save(update_fields=["due", "heard_at"])
        Report.objects.create(
            **who(by), action=row, kind=rules.Kind.MOVED.value, text=why, due_before=before, due_after=due
        )
        audit.record(
            by,
            events.ACTION_MOVED,
            on=row,
            title=row.title,
            before=before.isoformat(),
            after=due.isoformat(),
            reason=why,
        )
        tell(by)
    return row


def hand_over(*, by: Actor, action: Action, owner: UUID, reason: str) -> Action:
    """Somebody else answers for it from now on. Raises NotAllowed, Refused."""
    _require_change(by, action)
    with transaction.atomic():
        row = held(action)
        if not row.facts().open:
            raise Refused("The action is closed.")
        seat = seat_of(by, owner)
        if seat.person_id == row.owner_id and seat.organisation_id == row.owner_organisation_id:
            raise Refused(f"{row.owner_name} answers for it already.")
        why = said(reason, "Say why it is handed over.")
        row.owner_id, row.owner_name = seat.holder.pk, seat.holder.name
        row.owner_organisation, row.heard_at = seat.organisation, clock.now()
        row.save(update_fields=["owner", "owner_name", "owner_organisation", "heard_at"])
        Report.objects.create(
            **who(by), action=row, kind=rules.Kind.HANDED.value, text=f"to {row.owner_name}: {why}"[:2000]
        )
        audit.record(by, events.ACTION_HANDED, on=row, title=row.title, owner=row.owner_name, reason=why)
        tell(by)
    return row


def add_helper(*, by: Actor, action: Action, organisation: UUID, does: str = "") -> Helper:
    """Name a partner that helps. Raises NotAllowed, Refused."""
    _require_change(by, action)
    with transaction.atomic():
        row, partner = held(action), member(by, organisation)
        if partner.pk == row.owner_organisation_id:
            raise Refused(f"{partner.name} answers for the action already.")
        helper, new = Helper.objects.get_or_create(
            action=row, organisation=partner, defaults={"does": does.strip()[:200]}
        )
        if not new:
            raise Refused(f"{partner.name} helps with it already.")
        audit.record(by, events.HELPER_ADDED, on=row, title=row.title, organisation=partner.name)
        tell(by)
    return helper


def remove_helper(*, by: Actor, action: Action, organisation: UUID) -> None:
    """Take a helper off. Raises NotAllowed, Refused."""
    _require_change(by, action)
    with transaction.atomic():
        row = held(action)
        helper = row.helpers.select_related("organisation").filter(organisation_id=organisation).first()
        if helper is None:
            raise Refused("That partner does not help with it.")
        name = helper.organisation.name
        helper.delete()
        audit.record(by, events.HELPER_REMOVED, on=row, title=row.title, organisation=name)
        tell(by)


def give(
    *,
    by: Actor,
    action: Action,
    organisation: UUID,
    kind: str,
    amount: Decimal | None = None,
    text: str = "",
) -> Resource:
    """Write down what a partner puts in. Only the office speaks for others. Raises NotAllowed, Refused."""
    require(by, Permission.VIEW_PLANS)
    if organisation != by.organisation_id:
        require(by, Permission.KEEP_PLANS)
    counted = kind in ("money", "hours")
    if counted and (amount is None or amount <= 0):
        raise Refused("Say how much.")
    if not counted and not text.strip():
        raise Refused("Say what it is.")
    with transaction.atomic():
        row, partner = held(action), member(by, organisation)
        given = Resource.objects.create(
            action=row,
            organisation=partner,
            kind=kind,
            amount=amount if counted else None,
            text=text.strip()[:200],
            person_name=by.person_name,
        )
        audit.record(
            by,
            events.RESOURCE_GIVEN,
            on=row,
            title=row.title,
            organisation=partner.name,
            what=told(given),
        )
        tell(by)
    return given


def take_back(*, by: Actor, resource: Resource) -> None:
    """A partner does not put it in after all. Raises NotAllowed, Refused."""
    require(by, Permission.VIEW_PLANS)
    if resource.organisation_id != by.organisation_id:
        require(by, Permission.KEEP_PLANS)
    with transaction.atomic():
        row = held(resource.action)
        changed = Resource.objects.filter(pk=resource.pk, taken_back_at=None).update(
            taken_back_at=clock.now()
        )
        if not changed:
            raise Refused("It was taken back already.")
        audit.record(
            by,
            events.RESOURCE_BACK,
            on=row,
            title=row.title,
            organisation=resource.organisation.name,
            what=told(resource),
        )
        tell(by)


def told(resource: Resource) -> str:
    """What was put in, in words."""
    if resource.kind == "money":
        return f"${resource.amount:,.0f}" + (f" ({resource.text})" if resource.text else "")
    if resource.kind == "hours":
        return f"{resource.amount:,.0f} hours" + (f" ({resource.text})" if resource.text else "")
    return resource.text


def link(*, by: Actor, action: Action, on: UUID) -> Dependency:
    """Make an action depend on another. Raises NotAllowed, Refused where that would close a circle."""
    _require_change(by, action)
    with transaction.atomic():
        hold(by.own_alliance_id)
        row = Action.objects.get(pk=action.pk)
        first = Action.objects.filter(pk=on).first()
        if first is None:
            raise Refused("Choose an action of this plan.")
        needs: dict[UUID, list[UUID]] = {}
        for one, other in Dependency.objects.values_list("action_id", "on_id"):
            needs.setdefault(one, []).append(other)
        if (way := rules.circle(needs, row.pk, first.pk)) is not None:
            titles = dict(Action.objects.filter(pk__in=way).values_list("pk", "title"))
            told_way = " waits for ".join(f"“{titles[one]}”" for one in way)
            raise Refused(f"That would close a circle: {told_way}. Nobody could begin.")
        try:
            with transaction.atomic():
                made = Dependency.objects.create(action=row, on=first)
        except IntegrityError as error:
            raise Refused(f"It depends on “{first.title}” already.") from error
        audit.record(by, events.LINKED, on=row, title=row.title, first=first.title)
        tell(by)
    return made


def unlink(*, by: Actor, action: Action, on: UUID) -> None:
    """It does not depend on the other after all. Raises NotAllowed, Refused."""
    _require_change(by, action)
    with transaction.atomic():
        row = held(action)
        found = row.dependencies.select_related("on").filter(on_id=on).first()
        if found is None:
            raise Refused("It does not depend on that.")
        title = found.on.title
        found.delete()
        audit.record(by, events.UNLINKED, on=row, title=row.title, first=title)
        tell(by)


def held(action: Action) -> Action:
    """The action as it stands now, held until the transaction ends."""
    return Action.objects.select_for_update().get(pk=action.pk)


def _heard(by: Actor, row: Action) -> None:
    """The owner, or somebody of their organisation, said something."""
    if by.organisation_id == row.owner_organisation_id:
        row.heard_at = clock.now()


def _goal(goal: UUID | None) -> Goal | None:
    if goal is None:
        return None
    found = Goal.objects.filter(pk=goal).first()
    if found is None:
        raise Refused("Choose a goal of the alliance.")
    return found


def _require_change(by: Actor, action: Action) -> None:
    """Those who keep plans change any action; its owner changes their own."""
    if may(by, Permission.KEEP_PLANS, on=action):
        return
    if action.owner_id == by.person_id and may(by, Permission.WORK_ON_ACTIONS, on=action):
        return
    raise NotAllowed(by, Permission.KEEP_PLANS)
