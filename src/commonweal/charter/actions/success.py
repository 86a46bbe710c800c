"""What success is for one's own organisation, what goals do to it, and its value case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.charter import events
from commonweal.charter.actions.common import tell, text_of, who, words
from commonweal.charter.models import Goal, Stake, Success, ValueCase, ValueLine
from commonweal.charter.rules.success import EFFECTS, KINDS
from commonweal.database import clock

MOST = Decimal(10) ** 12


def write_success(
    *,
    by: Actor,
    success: str,
    failure: str,
    brings: str,
    risks: str,
    must_get: str,
    brings_kinds: Sequence[str] = (),
    gets_kinds: Sequence[str] = (),
) -> Success:
    """Write what success is for one's own organisation; earlier words stay. Raises NotAllowed, Refused."""
    require(by, Permission.WRITE_SUCCESS)
    if {*brings_kinds, *gets_kinds} - set(KINDS):
        raise Refused("There is no such kind of thing to bring or to get.")
    with transaction.atomic():
        row = Success.objects.create(
            **who(by),
            success=text_of(success, 2000, "Say what success would be for you."),
            failure=text_of(failure, 2000, "Say what failure would be for you."),
            brings=text_of(brings, 2000, "Say what you bring."),
            risks=text_of(risks, 2000, "Say what you risk."),
            must_get=text_of(must_get, 2000, "Say what you must get."),
            brings_kinds=[one for one in KINDS if one in set(brings_kinds)],
            gets_kinds=[one for one in KINDS if one in set(gets_kinds)],
        )
        audit.record(by, events.SUCCESS_WRITTEN, on=row, organisation=by.organisation_name)
        tell(by)
    return row


def say_stakes(*, by: Actor, effects: Mapping[Goal, tuple[int, str]]) -> list[Stake]:
    """Say what goals do to one's own organisation, from −2 to 2, each with a word why. Raises NotAllowed, Refused."""
    require(by, Permission.WRITE_SUCCESS)
    if any(effect not in EFFECTS for effect, _ in effects.values()):
        raise Refused("Choose what the goal does to your organisation.")
    if not effects:
        raise Refused("Choose at least for one goal.")
    now = clock.now()
    with transaction.atomic():
        rows = [
            Stake.objects.update_or_create(
                goal=goal,
                organisation_id=by.own_organisation_id,
                defaults={
                    **who(by),
                    "effect": effect,
                    "text": " ".join(text.split())[:500],
                    "stated_at": now,
                },
            )[0]
            for goal, (effect, text) in effects.items()
        ]
        audit.record(by, events.STAKES_SAID, organisation=by.organisation_name, goals=len(rows))
        tell(by)
    return rows


@dataclass(frozen=True)
class Gain:
    """One line of a value case as somebody writes it. Amounts in dollars a year; none for the mission."""

    kind: str
    text: str
    low: Decimal | None = None
    likely: Decimal | None = None
    high: Decimal | None = None
    assumptions: Sequence[tuple[str, str, str]] = field(default=())
    """What, its value with the unit, where it is from."""
    source: str = ""


def write_value_case(*, by: Actor, gains: Sequence[Gain], note: str = "") -> ValueCase:
    """Show the alliance what one's own organisation expects to gain. Raises NotAllowed, Refused."""
    require(by, Permission.WRITE_SUCCESS)
    if not gains:
        raise Refused("A value case has at least one line.")
    with transaction.atomic():
        row = ValueCase.objects.create(**who(by), note=note.strip()[:2000])
        for position, one in enumerate(gains):
            ValueLine.objects.create(case=row, position=position, **_line(one))
        audit.record(by, events.VALUE_CASE_WRITTEN, on=row, organisation=by.organisation_name)
        tell(by)
    return row


def _line(gain: Gain) -> dict[str, object]:
    if gain.kind not in dict(ValueLine.KINDS):
        raise Refused("Choose where the gain comes from.")
    facts: dict[str, object] = {
        "kind": gain.kind,
        "text": words(gain.text, 500, "Say in words what the gain is."),
        "assumptions": [[str(cell)[:300] for cell in one] for one in list(gain.assumptions)[:30]],
        "source": gain.source[:300],
    }
    if gain.kind == "mission":
        return facts
    if gain.low is None or gain.likely is None or gain.high is None:
        raise Refused(f"“{gain.text}”: give the least, the likely and the most, in dollars a year.")
    if not all(one.is_finite() and abs(one) < MOST for one in (gain.low, gain.likely, gain.high)):
        raise Refused(f"“{gain.text}”: an amount cannot be.")
    if not gain.low <= gain.likely <= gain.high:
        raise Refused(f"“{gain.text}”: the least is at most the likely, the likely at most the most.")
    if not gain.assumptions:
        raise Refused(f"“{gain.text}”: say on which assumptions it rests, so that others can check them.")
    return facts | {"low": gain.low, "likely": gain.likely, "high": gain.high}
