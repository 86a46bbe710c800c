"""Goals lack nothing once accepted; points lead somewhere; success and value cases are each partner's own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.charter import actions
from commonweal.charter.actions.challenge import Written
from commonweal.charter.actions.success import Gain
from commonweal.charter.models import Challenge, Goal, Success
from commonweal.charter.queries import challenge as challenges
from commonweal.charter.queries import goals as reads
from commonweal.charter.queries import success as successes
from commonweal.charter.queries import swot
from commonweal.charter.rules.counting import KIND
from commonweal.charter.rules.goals import State
from commonweal.database import clock
from commonweal.directory.domains import NeedDomain
from commonweal.partners.models import Organisation
from tests.factories.attention import attention_of
from tests.factories.charter import Envision

attention = attention_of("charter")

pytestmark = pytest.mark.django_db


@pytest.fixture
def envision() -> Envision:
    return Envision()


def whole(envision: Envision) -> dict[str, Any]:
    """A goal that lacks nothing; to be called after a charter is in force."""
    with envision.world.as_(envision.office):
        sentence = next(one for one in reads.sentences_to_tie() if one.part == "vision")
    return {
        "title": "Fewer come back", "statement": "Fewer people without a home are back within 30 days.",
        "measure": "readmission_30_day_all_cause", "baseline": Decimal("18.4"), "target": Decimal(14),
        "direction": "down", "owner": envision.hospital.person_id, "due": date.today() + timedelta(days=400),
        "sentence": sentence.pk,
    }  # fmt: skip


def test_what_is_missing_is_said_and_nothing_incomplete_is_accepted(envision: Envision) -> None:
    goal = envision.goal(title="Homes")
    with envision.world.as_(envision.office):
        with pytest.raises(Refused) as why:
            actions.accept_goal(by=envision.office, goal=goal)
        for words in (
            "what will be different",
            "no indicator",
            "Nobody owns it",
            "no date",
            "sentence of the charter",
        ):
            assert words in str(why.value)
        with pytest.raises(DatabaseError), transaction.atomic():
            Goal.objects.filter(pk=goal.pk).update(accepted_at=clock.now(), accepted_by="N")


def test_a_whole_goal_is_accepted_and_kept(envision: Envision) -> None:
    envision.in_force()
    goal = envision.goal(**whole(envision))
    with envision.world.as_(envision.office):
        actions.accept_goal(by=envision.office, goal=goal)
        (line,) = reads.lines(envision.office, envision.today())
        assert (line.state, line.alone, line.goal.unit) == (State.ACCEPTED, True, "%")
        assert any(one.key == f"goal-alone:{goal.pk}" for one in attention(envision.office, clock.now()))
        with pytest.raises(Refused, match="Take the acceptance back"):
            actions.write_goal(by=envision.office, wording=actions.goals.Wording("Other"), goal=goal)
    with envision.world.as_(envision.hospital):
        actions.contribute(by=envision.hospital, goal=goal, text="Two nurses")
        contribution = actions.contribute(by=envision.hospital, goal=goal, text="Three nurses")
        (line,) = reads.lines(envision.hospital, envision.today())
        assert [one.text for one in line.brought] == ["Three nurses"] and not line.alone
    with envision.world.as_(envision.pantry), pytest.raises(NotAllowed):
        actions.end_contribution(by=envision.pantry, contribution=contribution)
    with envision.world.as_(envision.hospital):
        objective = actions.write_goal(
            by=envision.hospital,
            wording=actions.goals.Wording("Beds", event="beds open", unit="beds"),
            parent=goal,
        )
        with pytest.raises(Refused, match="not under another objective"):
            actions.write_goal(by=envision.hospital, wording=actions.goals.Wording("x"), parent=objective)
        actions.end_goal(by=envision.hospital, goal=goal, how="reached", reason="It is below 14 for a year.")
        assert reads.lines(envision.hospital, envision.today())[0].state is State.REACHED


def test_drivers_hang_where_they_may(envision: Envision) -> None:
    goal = envision.goal()
    with envision.world.as_(envision.office):
        primary = actions.add_driver(by=envision.office, goal=goal, kind="primary", text="Landlords")
        with pytest.raises(Refused, match="Choose the driver"):
            actions.add_driver(by=envision.office, goal=goal, kind="idea", text="Guarantee fund")
        actions.add_driver(by=envision.office, goal=goal, kind="idea", text="Guarantee fund", parent=primary)
        assert [one.kind for one in reads.drivers(goal)] == ["primary", "idea"]
        actions.remove_driver(by=envision.office, driver=primary)
        assert reads.drivers(goal) == []


def test_points_are_voted_for_merged_and_lead_somewhere(envision: Envision) -> None:
    goal = envision.goal()
    with envision.world.as_(envision.hospital):
        first = actions.add_point(by=envision.hospital, kind="threat", text="Rents rise.")
        actions.vote(by=envision.hospital, point=first, wanted=True)
    with envision.world.as_(envision.pantry):
        second = actions.add_point(by=envision.pantry, kind="threat", text="Homes become dearer.")
        third = actions.add_point(by=envision.pantry, kind="threat", text="Staff leaves.")
        for one in (first, second):
            actions.vote(by=envision.pantry, point=one, wanted=True)
    with envision.world.as_(envision.office):
        actions.merge(by=envision.office, point=second, into=first)
        ranked = swot.ranked(envision.office)["threat"]
        assert [(one.point.text, one.people, one.organisations) for one in ranked] == [
            ("Rents rise.", 2, 2), ("Staff leaves.", 0, 0),
        ]  # fmt: skip
        with pytest.raises(Refused, match="Word the risk"):
            actions.decide(by=envision.office, point=first, outcome="risk")
        actions.decide(by=envision.office, point=first, outcome="risk", reason="Rents rise beyond vouchers.")
        actions.decide(by=envision.office, point=third, outcome="goal", goal=goal)
        assert [one.outcome_reason for one in swot.risks()] == ["Rents rise beyond vouchers."]
        with pytest.raises(Refused, match="merged"):
            actions.vote(by=envision.office, point=swot.points().get(pk=second.pk), wanted=True)


def test_an_important_point_that_leads_to_nothing_is_said(
    envision: Envision, django_assert_max_num_queries
) -> None:
    def said(later: timedelta = timedelta(days=15)) -> list[str]:
        with envision.world.as_(envision.office), django_assert_max_num_queries(4):
            found = attention(envision.office, clock.now() + later)
        return [one.why for one in found if one.key == "swot-undecided"]

    with envision.world.as_(envision.hospital):
        first = actions.add_point(by=envision.hospital, kind="weakness", text="Few hands.")
        second = actions.add_point(by=envision.hospital, kind="weakness", text="Too few hands.")
    same_house = envision.people("Northside Hospital", 2)
    for one in (envision.hospital, *same_house):
        with envision.world.as_(one):
            actions.vote(by=one, point=first, wanted=True)
    assert said() == [], "three of one organisation are one organisation's"
    with envision.world.as_(envision.pantry):
        actions.vote(by=envision.pantry, point=second, wanted=True)
    assert said() == []
    with envision.world.as_(envision.office):
        actions.merge(by=envision.office, point=second, into=first)
        assert swot.Kind("weakness", swot.ranked(envision.office)["weakness"]).waiting == 1
    assert said() == ["One point that partners find important leads to nothing yet."]
    assert said(timedelta(days=1)) == [], "they may talk about it first"
    with envision.world.as_(envision.office):
        actions.decide(by=envision.office, point=first, outcome="nothing", reason="It was so before us.")
        kind = swot.Kind("weakness", swot.ranked(envision.office)["weakness"])
        assert (kind.leads_to("nothing"), kind.leads_to(""), kind.waiting) == (1, 0, 0)
    assert said() == []


WORDS = dict.fromkeys(("success", "failure", "brings", "risks", "must_get"), "Something.")


def test_success_is_its_organisations_own_and_meets_or_collides(envision: Envision) -> None:
    homes, beds = envision.goal(title="Homes"), envision.goal(title="Beds")
    with envision.world.as_(envision.hospital):
        actions.write_success(by=envision.hospital, **WORDS, brings_kinds=["money"], gets_kinds=["space"])
        actions.say_stakes(by=envision.hospital, effects={homes: (2, "They can leave"), beds: (-1, "")})
    with envision.world.as_(envision.pantry):
        actions.write_success(by=envision.pantry, **WORDS, gets_kinds=["money"])
        actions.say_stakes(by=envision.pantry, effects={homes: (1, ""), beds: (1, "")})
        with pytest.raises(Refused, match="no such kind"):
            actions.write_success(by=envision.pantry, **WORDS, gets_kinds=["gold"])
        with pytest.raises(DatabaseError), transaction.atomic():
            Success.objects.create(
                alliance_id=envision.pantry.alliance_id, organisation=envision.organisations["Northside Hospital"],
                person_id=envision.pantry.person_id, person_name="N", **WORDS,
            )  # fmt: skip
    with envision.world.as_(envision.payer):
        found = successes.together(envision.payer)
    told = {goal.title: one for goal, one in found.meetings}
    assert told["Homes"].meets and told["Beds"].collides
    assert found.pairs == [("Harvest Pantry", "Northside Hospital", ("Beds",))]
    assert [(one.kind, one.unmet) for one in found.exchanges] == [("money", False), ("space", True)]
    assert len(told["Homes"].silent) == 4


def test_a_value_case_keeps_its_assumptions_open(envision: Envision) -> None:
    with envision.world.as_(envision.hospital):
        gain = Gain(
            "lower_use", "Fewer visits", Decimal(1), Decimal(2), Decimal(3), [("Rate", "40", "version 3")]
        )
        actions.write_value_case(by=envision.hospital, gains=[gain, Gain("mission", "Dignity")])
        for bad, why in (
            (
                Gain("lower_use", "x", Decimal(3), Decimal(2), Decimal(3), [("a", "b", "c")]),
                "at most the likely",
            ),
            (Gain("lower_use", "x", Decimal(1), Decimal(2), Decimal(3)), "assumptions"),
            (Gain("settlement", "x"), "the least, the likely and the most"),
        ):
            with pytest.raises(Refused, match=why):
                actions.write_value_case(by=envision.hospital, gains=[bad])
    with envision.world.as_(envision.pantry):
        case = successes.value_case(envision.hospital.organisation_id)
    assert [one.assumptions for one in case.lines.all()] == [[["Rate", "40", "version 3"]], []]


def test_a_template_starts_the_challenge_and_its_goals(envision: Envision) -> None:
    with envision.world.as_(envision.office):
        actions.begin(by=envision.office, template="homeless-stays")
        row = challenges.current()
        assert row.rule == {"age_from": 18, "emergency_visits": 2, "diagnoses": ["Z59"]}
        assert NeedDomain.HOMELESSNESS in row.domains and row.agreements and row.risks
        lines = reads.lines(envision.office, envision.today())
        assert len(lines) == 3 and all(one.state is State.DRAFT and one.missing for one in lines)
        with pytest.raises(Refused, match="has its challenge"):
            actions.begin(by=envision.office, template="blank")
        again = actions.write_challenge(by=envision.office, written=Written("Ours", "In our words."))
        assert (again.number, again.template) == (2, "homeless-stays")
        assert [one.number for one in challenges.earlier()] == [1]
        assert Challenge.objects.filter(number=1).update(text="Never said.") == 0


def count(**facts: Any) -> bytes:
    import json

    return json.dumps(
        {
            "kind": KIND, "method": "1", "partner": "X", "rule": {"emergency_visits": 2}, "from": "2025-01",
            "to": "2025-12", "people": 240, "member_months": 2010, "paid": "1000000.25", "threshold": 11,
            "left_out": [], "input_fingerprint": "f", **facts,
        }
    ).encode()  # fmt: skip


def test_a_count_of_the_population_is_kept_only_whole_and_large_enough(envision: Envision) -> None:
    with envision.world.as_(envision.office):
        row = actions.write_challenge(
            by=envision.office, written=Written("T", "Text.", rule={"emergency_visits": 2})
        )
    with envision.world.as_(envision.hospital):
        for content, why in (
            (b"\xff\xfe junk", "figures|no count"), (b"[]", "no count"), (b"{}", "no count"),
            (count(people=5), "fewer than 11"), (count(people=None), "hides the people"),
            (count(rule={"emergency_visits": 3}), "another rule"), (count(rule={"x": 1}), "cannot be"),
            (count(paid="NaN"), "figure of the file"), (count(to="2024-01"), "figure of the file"),
            (count(people=-1), "not its figures"), (count(threshold=2), "fewer than 11"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=why):
                actions.count_population(by=envision.hospital, challenge=row, content=content)
        actions.count_population(by=envision.hospital, challenge=row, content=count())
        actions.count_population(
            by=envision.hospital, challenge=row, content=count(people=None, member_months=None, paid=None)
        )
    with envision.world.as_(envision.pantry):
        (shown,) = challenges.counts(row)
        assert shown.people is None, "each organisation's last count"


def test_coverage_comes_from_the_directory(envision: Envision) -> None:
    envision.world.service(envision.organisations["Harvest Pantry"], NeedDomain.FOOD)
    with envision.world.as_(envision.pantry):
        found = challenges.coverage(envision.pantry, ["food", "transport"])
    assert [(one.domain.value, one.services, one.of_members, one.said) for one in found] == [
        ("food", 1, 1, "members"), ("transport", 0, 0, "nobody yet"),
    ]  # fmt: skip


def test_success_that_is_not_written_is_said(envision: Envision) -> None:
    envision.goal()
    with envision.world.as_(envision.pantry):
        assert "success-not-written" in {one.key for one in attention(envision.pantry, clock.now())}
        actions.write_success(by=envision.pantry, **WORDS)
        assert "success-not-written" not in {one.key for one in attention(envision.pantry, clock.now())}
    with envision.world.as_(envision.office):
        later = clock.now() + timedelta(days=20)
        assert any(one.key.startswith("goal-incomplete") for one in attention(envision.office, later))
        assert Organisation.objects.count() == 6
