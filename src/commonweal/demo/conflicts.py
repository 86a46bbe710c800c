"""Conflicts of the made-up alliance: one at the second step, three that were settled."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from commonweal.access.models import Person
from commonweal.agreements.models import Agreement
from commonweal.demo.alliance import Frame
from commonweal.demo.boundaries_words import CONFLICT, HOUSING, RIVERSIDE, SETTLED
from commonweal.demo.dice import Dice
from commonweal.governance.models import (
    Commitment,
    Conflict,
    ConflictMove,
    ConflictNote,
    ConflictParty,
    ConflictPerson,
)
from commonweal.governance.rules import conflicts as rules
from commonweal.partners.models import Organisation

FACILITATOR = "Legal Aid of Laurel"


def write(dice: Dice, frame: Frame, leads: dict[UUID, Person], now: datetime) -> None:
    """Written as they would stand after the product's own actions."""
    rows = {member.row.name: member.row for member in frame.members}
    _open(dice, frame, rows, leads, now)
    for title, topic, who, whom, ago, took, text in SETTLED:
        began = now - timedelta(days=ago)
        ended = began + timedelta(days=took)
        conflict = _raised(dice, frame, title, topic, rows[who], leads, began, rules.Step.BETWEEN, began)
        for one in (rows[who], rows[whom]):
            _named(conflict, one, leads[one.pk], "party")
        conflict.closed_at, conflict.outcome, conflict.outcome_text = ended, "settled", text
        conflict.save()
        _moved(dice, conflict, "raised", leads[rows[who].pk], rows[who], began, "")
        _moved(dice, conflict, "settled", leads[rows[who].pk], rows[who], ended, text)


def _open(
    dice: Dice, frame: Frame, rows: dict[str, Organisation], leads: dict[UUID, Person], now: datetime
) -> None:
    began, since = now - timedelta(days=27), now - timedelta(days=6)
    housing, hospital, facilitator = rows[HOUSING], rows[RIVERSIDE], rows[FACILITATOR]
    conflict = _raised(
        dice, frame, CONFLICT["title"], "promises", housing, leads, began, rules.Step.FACILITATED, since
    )
    conflict.agreement = Agreement.objects.filter(
        alliance=frame.alliance, title="From the ward to a home"
    ).first()
    conflict.save()
    for one, part in ((housing, "party"), (hospital, "party")):
        _named(conflict, one, leads[one.pk], part)
    judge = Person.objects.get(name="Judge Helen Marsh")
    _named(conflict, facilitator, judge, "handler")
    _moved(dice, conflict, "raised", leads[housing.pk], housing, began, CONFLICT["said"], rules.Step.BETWEEN)
    _moved(dice, conflict, "moved", leads[housing.pk], housing, since, CONFLICT["up"])
    for hours, (kind, whose, text) in enumerate(CONFLICT["notes"]):
        at = since + timedelta(hours=20 + 3 * hours)
        ConflictNote.objects.create(
            id=dice.uid(at), created_at=at, conflict=conflict, kind=kind, text=text, person_name=judge.name,
            organisation=rows[whose] if whose else None,
        )  # fmt: skip
    for whose, text, days in CONFLICT["commitments"]:
        at = now - timedelta(days=2)
        Commitment.objects.create(
            id=dice.uid(at), created_at=at, conflict=conflict, organisation=rows[whose], text=text,
            due=(now + timedelta(days=days)).date(),
        )  # fmt: skip


def _raised(
    dice: Dice, frame: Frame, title: str, topic: str, by: Organisation, leads: dict[UUID, Person], began: datetime,
    step: rules.Step, since: datetime,
) -> Conflict:  # fmt: skip
    return Conflict.objects.create(
        id=dice.uid(began), created_at=began, alliance=frame.alliance, title=title, topic=topic, raised_by=leads[by.pk],
        raised_by_name=leads[by.pk].name, raised_for=by, step=step.key, step_since=since, due_at=rules.due(step, since),
    )  # fmt: skip


def _named(conflict: Conflict, organisation: Organisation, person: Person, part: str) -> None:
    if part == "party":
        ConflictParty.objects.create(conflict=conflict, organisation=organisation)
    ConflictPerson.objects.create(
        conflict=conflict, person=person, person_name=person.name, organisation=organisation, part=part
    )


def _moved(
    dice: Dice, conflict: Conflict, what: str, person: Person, organisation: Organisation, at: datetime, text: str,
    step: rules.Step | None = None,
) -> None:  # fmt: skip
    ConflictMove.objects.create(
        id=dice.uid(at), created_at=at, conflict=conflict, what=what, step=step.key if step else conflict.step,
        person_name=person.name, organisation_name=organisation.name, text=text,
    )  # fmt: skip
