"""The lifecycle, exhaustively: every status × status × side, against the table of the guide written out again."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.referrals import rules
from commonweal.referrals.rules import Facts, Outcome, Side, Status

# HL7 SDOH Clinical Care 3.0.0, Task for referral management, as a person would read it aloud. Kept apart
# from rules.TABLE on purpose: two people must make the same mistake for it to pass.
GUIDE = """
start         -> draft, requested
draft         -> requested, entered-in-error
requested     -> accepted, rejected, cancelled, entered-in-error
accepted      -> in-progress, on-hold, completed, failed, cancelled, entered-in-error
in-progress   -> on-hold, completed, failed, cancelled, entered-in-error
on-hold       -> in-progress, completed, failed, cancelled, entered-in-error
rejected      ->
cancelled     ->
completed     ->
failed        ->
entered-in-error ->
"""
SENDER = {"draft", "requested", "entered-in-error", "cancelled"}
RECEIVER = {"accepted", "rejected", "in-progress", "on-hold", "failed", "completed", "cancelled"}
IN_WORDS = {"rejected", "cancelled", "on-hold", "failed"}

ALLOWED = {
    (before.strip(), after.strip())
    for line in GUIDE.strip().splitlines()
    for before, _, following in [line.partition("->")]
    for after in following.split(",")
    if after.strip()
}
EVERY = list(itertools.product([None, *Status], Status, Side, ["because", " "]))


@pytest.mark.parametrize(("before", "to", "side", "reason"), EVERY)
def test_every_step_of_every_side(before: Status | None, to: Status, side: Side, reason: str) -> None:
    setters = SENDER if side is Side.SENDER else RECEIVER
    expected = (
        ((before.value if before else "start"), to.value) in ALLOWED
        and to.value in setters
        and (to.value not in IN_WORDS or bool(reason.strip()))
    )
    refusal = rules.may_move(Facts(before, uuid.uuid4(), uuid.uuid4()), to, side, reason=reason)
    assert (refusal is None) is expected
    if refusal is not None:
        assert refusal.reason.endswith(".")
    assert (to in rules.next_statuses(before, side)) is (
        ((before.value if before else "start"), to.value) in ALLOWED and to.value in setters
    )


def test_what_the_reference_forbids_by_name() -> None:
    facts = Facts(Status.REQUESTED, uuid.uuid4(), uuid.uuid4())
    assert rules.may_move(facts, Status.COMPLETED, Side.RECEIVER) is not None
    assert rules.may_move(facts, Status.IN_PROGRESS, Side.RECEIVER) is not None
    assert {
        Status.REJECTED,
        Status.CANCELLED,
        Status.COMPLETED,
        Status.FAILED,
        Status.ENTERED_IN_ERROR,
    } == rules.TERMINAL
    assert set(Status) == rules.TERMINAL | rules.OPEN
    assert {"ready", "received"}.isdisjoint(set(Status))


@given(st.sampled_from([None, *Status]), st.sets(st.sampled_from(list(Side))))
def test_somebody_on_both_sides_may_what_either_may(before: Status | None, standing: set[Side]) -> None:
    together = set(rules.moves(Facts(before, uuid.uuid4()), frozenset(standing)))
    assert together == {to for side in standing for to in rules.next_statuses(before, side)}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("matches", [True, False])
def test_only_an_open_request_has_a_matching_stranger_for_receiver(status: Status, matches: bool) -> None:
    sender, receiver, stranger = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    assert rules.sides(Facts(status, sender, receiver), sender, matches=matches) == {Side.SENDER}
    assert rules.sides(Facts(status, sender, receiver), receiver, matches=matches) == {Side.RECEIVER}
    assert rules.sides(Facts(status, sender, receiver), stranger, matches=matches) == frozenset()
    assert rules.sides(Facts(status, sender, sender), sender) == set(Side)
    unowned = rules.sides(Facts(status, sender), stranger, matches=matches)
    assert unowned == ({Side.RECEIVER} if matches and status is Status.REQUESTED else frozenset())


def test_an_ending_says_what_became_of_the_person() -> None:
    for outcome in Outcome:
        helped = outcome in {Outcome.HELPED, Outcome.HELPED_ELSEWHERE}
        assert (rules.refusal_to_finish(Status.COMPLETED, outcome, "Rent paid.") is None) is helped
        assert (rules.refusal_to_finish(Status.FAILED, outcome, "Nobody home.") is None) is not helped
        assert rules.refusal_to_finish(Status.COMPLETED if helped else Status.FAILED, outcome, " ")
    assert set(rules.FAILURES) | rules.HELPED == set(Outcome)
    for reason in [*rules.DECLINING.values(), *rules.CANCELLING.values()]:
        assert reason.outcome is not Outcome.HELPED


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("sent", "urgency", "due"),
    [
        (datetime(2026, 3, 2, 10, tzinfo=NEW_YORK), "urgent", datetime(2026, 3, 3, 10, tzinfo=NEW_YORK)),
        (datetime(2026, 3, 6, 10, tzinfo=NEW_YORK), "urgent", datetime(2026, 3, 9, 10, tzinfo=NEW_YORK)),
        (datetime(2026, 3, 7, 10, tzinfo=NEW_YORK), "urgent", datetime(2026, 3, 9, 10, tzinfo=NEW_YORK)),
        (datetime(2026, 3, 5, 10, tzinfo=NEW_YORK), "soon", datetime(2026, 3, 10, 10, tzinfo=NEW_YORK)),
        (datetime(2026, 3, 2, 10, tzinfo=NEW_YORK), "routine", datetime(2026, 3, 9, 10, tzinfo=NEW_YORK)),
        (datetime(2026, 3, 8, 23, tzinfo=NEW_YORK), "routine", datetime(2026, 3, 13, 23, tzinfo=NEW_YORK)),
    ],
)
def test_an_answer_is_due_in_business_days(sent: datetime, urgency: str, due: datetime) -> None:
    assert rules.answer_due(sent, urgency) == due


@given(
    st.integers(0, 200 * 365 * 24).map(
        lambda hours: datetime(1900, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    ),
    st.sampled_from(sorted(rules.ANSWER_WITHIN)),
)
def test_due_days_are_never_on_a_weekend_and_count_only_business_days(sent: datetime, urgency: str) -> None:
    due = rules.answer_due(sent, urgency)
    assert due.weekday() < 5
    days = [sent + timedelta(days=n) for n in range(1, (due - sent).days + 1)]
    assert sum(day.weekday() < 5 for day in days) == rules.ANSWER_WITHIN[urgency]


@pytest.mark.parametrize("status", list(Status))
def test_what_may_be_sent_on_to_somebody_else(status: Status) -> None:
    over = {Status.REJECTED, Status.FAILED, Status.CANCELLED}
    assert (rules.refusal_to_reroute(status, overdue=False, rerouted=False) is None) is (status in over)
    late = rules.refusal_to_reroute(status, overdue=True, rerouted=False)
    assert (late is None) is (status in over | {Status.REQUESTED})
    assert rules.refusal_to_reroute(status, overdue=True, rerouted=True)
    assert (rules.refusal_to_confirm(status, seen=False) is None) is (status is Status.COMPLETED)
    assert rules.refusal_to_confirm(status, seen=True)
    working = {Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD}
    assert (rules.refusal_to_send_onward(status) is None) is (status in working)


def test_cautions_before_sending() -> None:
    def codes(**facts: object) -> list[str]:
        return [
            one.code
            for one in rules.cautions(**({"open_for_need": 0, "capacity": "unknown", "places": None} | facts))
        ]  # type: ignore[arg-type]

    assert codes() == []
    assert codes(open_for_need=2, capacity="no-capacity") == ["same-need", "no-capacity"]
    assert codes(capacity="capacity", places=0) == ["no-capacity"]
    assert codes(capacity="capacity", places=3) == []
    assert codes(capacity="waitlist") == ["waitlist"]
