"""Asking both sides how they see the relationship."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused
from commonweal.database import clock
from commonweal.technology import events
from commonweal.technology.actions.common import ask, hold, said, tell
from commonweal.technology.models import Answer, Partnership, Round
from commonweal.technology.rules.relationship import ITEMS, side_by_side


def open_round(*, by: Actor, partnership: Partnership) -> Round:
    """Ask both sides. Raises NotAllowed; Refused while a round is open."""
    ask(by, Permission.KEEP_TECHNOLOGY, partnership)
    with transaction.atomic():
        hold(partnership.pk)
        if Round.objects.filter(partnership=partnership, closed_at__isnull=True).exists():
            raise Refused("Both sides are being asked already.")
        row = Round.objects.create(partnership=partnership, **said(by))
        audit.record(by, events.ROUND_OPENED, on=row, partnership=partnership.title)
        tell(partnership)
    return row


def answer(*, by: Actor, round_: Round, scores: Mapping[str, int], comments: Mapping[str, str]) -> None:
    """Answer every item once. Raises NotAllowed; Refused when closed, incomplete, or answered before."""
    partnership = ask(by, Permission.VIEW_TECHNOLOGY, round_)
    if set(scores) != set(ITEMS) or any(not 1 <= score <= 5 for score in scores.values()):
        raise Refused("Answer every question, from 1 to 5.")
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        if row.closed_at is not None:
            raise Refused("This round is closed.")
        if Answer.objects.filter(round=row, person_id=by.own_person_id).exists():
            raise Refused("You have answered already.")
        Answer.objects.bulk_create(
            Answer(
                partnership=partnership, round=row, item=item, score=score,
                comment=comments.get(item, "").strip(), **said(by),
            )
            for item, score in scores.items()
        )  # fmt: skip
        audit.record(by, events.ANSWERED, on=row, partnership=partnership.title)
        tell(partnership)


def close_round(*, by: Actor, round_: Round) -> None:
    """Close a round, so that both sides see both sides' answers. Raises NotAllowed; Refused while a side is silent."""
    partnership = ask(by, Permission.KEEP_TECHNOLOGY, round_)
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        if row.closed_at is not None:
            raise Refused("This round is closed already.")
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
        # Only now do the row policies show everybody's answers.
        sides = set(Answer.objects.filter(round=row).values_list("organisation_id", flat=True))
        if not {partnership.customer_id, partnership.supplier_id} <= sides:
            raise Refused("One side has not answered yet. What one side says alone is not shown.")
        given = Answer.objects.filter(round=row).values_list("organisation_id", "item", "score")
        seen = side_by_side((partnership.side_of(who), item, score) for who, item, score in given)
        row.apart = sum(one.apart for one in seen)
        row.save(update_fields=["apart"])
        people = Answer.objects.filter(round=row).values("person_id").distinct().count()
        audit.record(by, events.ROUND_CLOSED, on=row, partnership=partnership.title, answers=people)
        tell(partnership)
