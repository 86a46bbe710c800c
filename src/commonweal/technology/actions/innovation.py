"""Innovation: an idea through a gate, and both sides' word on who owns what."""

from __future__ import annotations

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.database import clock
from commonweal.technology import events
from commonweal.technology.actions.common import ask, hold, refuse, said, tell
from commonweal.technology.models import Gate, Idea, Terms, TermsWord
from commonweal.technology.rules import innovation as rules


def facts(idea: Idea) -> rules.Facts:
    """What the gates ask about an idea."""
    cycles = [one for one in idea.cycles.all() if one.stage == idea.stage]
    terms = max(idea.terms.all(), key=lambda one: (one.created_at, one.pk), default=None)
    words = {one.organisation_id for one in terms.words.all()} if terms is not None else set()
    partnership = idea.partnership
    return rules.Facts(
        stage=rules.Stage.of(idea.stage),
        has_owner=bool(idea.owner.strip()),
        rated=idea.effort is not None and idea.value is not None,
        planned_cycles=len(cycles),
        finished_cycles=sum(bool(one.learned) for one in cycles),
        measured_cycles=sum(bool(one.learned and one.outcome.strip()) for one in cycles),
        agreed_by_both={partnership.customer_id, partnership.supplier_id} <= words,
    )


def move(*, by: Actor, idea: Idea, to: str, reason: str) -> Gate:
    """Take an idea through its next gate, or stop it. Raises NotAllowed; Refused with what the gate still asks for."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, idea)
    with transaction.atomic():
        hold(idea.pk)
        row = Idea.mine().prefetch_related("cycles", "terms__words").get(pk=idea.pk)
        stage = rules.Stage.of(to)
        refuse(rules.refusal(facts(row), stage, reason))
        gate = Gate.objects.create(
            partnership=partnership, idea=row, to=to, reason=reason.strip(), **said(by)
        )
        row.stage, row.moved_at = to, clock.now()
        row.save(update_fields=["stage", "moved_at"])
        audit.record(by, events.MOVED, on=row, idea=row.title, stage=stage.title.lower())
        tell(partnership)
    return gate


def agree(*, by: Actor, terms: Terms) -> TermsWord:
    """Agree for one's own side to the latest terms of an idea. Raises NotAllowed; Refused for older ones."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, terms)
    with transaction.atomic():
        hold(terms.idea_id)
        if Terms.objects.filter(idea_id=terms.idea_id).latest("created_at", "id").pk != terms.pk:
            raise Refused("These terms were replaced. Read the new ones.")
        if terms.words.filter(organisation_id=by.own_organisation_id).exists():
            raise Refused("Your side has agreed to these terms already.")
        row = TermsWord.objects.create(partnership=partnership, terms=terms, **said(by))
        audit.record(by, events.AGREED, on=terms, idea=terms.idea.title, side=by.organisation_name)
        tell(partnership)
    return row
