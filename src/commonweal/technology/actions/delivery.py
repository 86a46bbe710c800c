"""Delivery: milestones that wait and are reached, readiness checks, acceptance by each side."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.database import clock
from commonweal.technology import events
from commonweal.technology.actions.common import ask, hold, refuse, said, tell, today
from commonweal.technology.models import Acceptance, Check, Milestone, Project, Wait
from commonweal.technology.rules import delivery as rules


def wait_for(*, by: Actor, milestone: Milestone, before: Milestone) -> None:
    """Say that a milestone waits for another one of the partnership. Raises NotAllowed; Refused for a circle."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, milestone)
    if before.partnership_id != partnership.pk or before.pk == milestone.pk:
        raise Refused("A milestone waits for another milestone of the same partnership.")
    with transaction.atomic():
        hold(partnership.pk)
        needs: dict[UUID, set[UUID]] = {}
        for first, second in Wait.objects.filter(partnership=partnership).values_list(
            "milestone_id", "before_id"
        ):
            needs.setdefault(first, set()).add(second)
        if before.pk in needs.get(milestone.pk, ()):
            raise Refused("It waits for that one already.")
        needs.setdefault(milestone.pk, set()).add(before.pk)
        if rules.circle(needs):
            raise Refused("Then the two would wait for each other, and neither could begin.")
        Wait.objects.create(partnership=partnership, milestone=milestone, before=before)
        audit.record(by, events.WAITS, on=milestone, milestone=milestone.title, before=before.title)
        tell(partnership)


def reach(*, by: Actor, milestone: Milestone) -> None:
    """Call a milestone reached today. Raises NotAllowed; Refused while one it waits for is open."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, milestone)
    with transaction.atomic():
        hold(partnership.pk)
        row = Milestone.objects.prefetch_related("waits").get(pk=milestone.pk)
        others = Milestone.objects.filter(pk__in=[one.before_id for one in row.waits.all()]).prefetch_related(
            "waits"
        )
        refuse(rules.refusal_to_reach(row.facts(), [one.facts() for one in others]))
        row.done_on, row.done_by = today(partnership), by.person_name
        row.save(update_fields=["done_on", "done_by"])
        audit.record(
            by, events.REACHED, on=milestone, milestone=milestone.title, project=milestone.project.title
        )
        tell(partnership)


def answer_check(*, by: Actor, check: Check, passed: bool, note: str = "") -> None:
    """Answer a readiness check. Raises NotAllowed; Refused for a no without a note."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, check)
    if not passed and not note.strip():
        raise Refused("Say what is missing, so that somebody can bring it.")
    with transaction.atomic():
        row = Check.objects.select_for_update().get(pk=check.pk)
        row.passed, row.note, row.checked_by, row.checked_at = (
            passed,
            note.strip(),
            by.person_name,
            clock.now(),
        )
        row.save()
        audit.record(
            by, events.CHECKED, on=check, project=check.project.title, answer="yes" if passed else "no"
        )
        tell(partnership)


def accept(*, by: Actor, project: Project, note: str = "") -> Acceptance:
    """Accept for one's own side what was delivered. Raises NotAllowed; Refused while something is open."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, project)
    with transaction.atomic():
        hold(project.pk)
        checks = list(project.checks.values_list("passed", flat=True))
        refuse(
            rules.refusal_to_accept(
                unreached=project.milestones.filter(done_on__isnull=True).count(),
                unready=checks.count(False),
                unchecked=checks.count(None),
            )
        )
        if project.acceptances.filter(organisation_id=by.own_organisation_id).exists():
            raise Refused("Your side has accepted this project already.")
        row = Acceptance.objects.create(
            partnership=partnership, project=project, note=note.strip(), **said(by)
        )
        audit.record(by, events.ACCEPTED, on=project, project=project.title, side=by.organisation_name)
        tell(partnership)
    return row
