"""Messages at once and by command; what the database asks the same as the rules; gates, reports, doors."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone

from commonweal.access import Refused
from commonweal.access.models import Person
from commonweal.cli import technology as command
from commonweal.cli.failures import Failure
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.technology import actions
from commonweal.technology import models as rows
from commonweal.technology.queries import partnerships
from commonweal.technology.rules import incoming, training
from tests.actions.test_referrals_at_once import at_once, own_database
from tests.factories.attention import attention_of
from tests.factories.technology import Desk

attention = attention_of("technology")

__all__ = ["own_database"]


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def letter(number: int = 1, subject: str = "Slow") -> bytes:
    return (
        f"From: Ann <ann@example.org>\nMessage-ID: <{number}@x>\nSubject: {subject}\n\nSince ten.\n".encode()
    )


class TestAtOnce:
    @pytest.fixture
    def desk(self, own_database: None) -> Iterator[Desk]:
        yield Desk()

    def test_the_same_message_at_the_same_instant_is_one_record(self, desk: Desk) -> None:
        message = incoming.from_email(letter())

        def take(by: Any) -> Any:
            with desk.world.as_(by):
                return actions.receive(by=by, partnership=desk.partnership, incoming=message, way="email").new

        people = [desk.customer, desk.nurse, desk.vendor]
        results = at_once(*(lambda by=by: take(by) for by in people * 2))
        assert sorted(results) == [False] * 5 + [True], results
        with maintenance():
            assert rows.Ticket.objects.filter(partnership=desk.partnership).count() == 1
            assert rows.Message.objects.get(partnership=desk.partnership).times == 6

    def test_tickets_at_the_same_instant_have_numbers_of_their_own(self, desk: Desk) -> None:
        def open_one(by: Any) -> Any:
            with desk.world.as_(by):
                return actions.open_ticket(
                    by=by, partnership=desk.partnership, kind="request", title="x"
                ).number

        results = at_once(*(lambda by=by: open_one(by) for by in [desk.customer, desk.nurse, desk.vendor]))
        assert sorted(results) == [1, 2, 3]


def test_a_folder_of_messages_taken_twice(desk: Desk, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(command, "boot", lambda **_: None)
    with maintenance():
        email = Person.objects.get(pk=desk.customer.person_id).email
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(letter(number))
    options = ["--partnership", "Imaging", "--as", email]

    def run(*more: str) -> Any:
        return CliRunner().invoke(command.technology, ["receive", *more, *options], standalone_mode=False)

    assert "2 new tickets" in run(str(tmp_path)).output
    assert "0 new tickets" in run(str(tmp_path)).output
    (tmp_path / "3.eml").write_bytes(b"\x00")
    (tmp_path / "4.eml").write_bytes(letter(4))
    result = run(str(tmp_path))
    assert isinstance(result.exception, Failure) and "1 of 4" in str(result.exception)
    assert "1 new tickets" in result.output and "3.eml" in result.output
    assert isinstance(run(str(tmp_path / "nowhere")).exception, Failure)
    options[1] = "Nothing"
    assert "no technology partnership" in str(run(str(tmp_path / "1.eml")).exception)


@pytest.mark.django_db
def test_the_database_counts_months_as_the_rules_do() -> None:
    with connection.cursor() as cursor:
        for day in (date(2024, 1, 31), date(2025, 8, 31), date(2024, 2, 29), date(2026, 5, 30)):
            for months in (1, 6, 12, 13, 24, 120):
                cursor.execute("select commonweal.after_months(%s, %s)", [day, months])
                assert cursor.fetchone()[0] == training.after_months(day, months)


def test_the_first_page_asks_of_support_what_the_rule_says(desk: Desk) -> None:
    today = timezone.now().date()
    decided = ((), ("deferred",), ("deferred", "chosen"), ("chosen", "declined"))
    cases = list(itertools.product((-5, 200, 364, 367), decided, (False, True)))
    for number, (days, outcomes, done) in enumerate(cases):
        asset = desk.add(
            rows.Asset, kind="k", name=f"a{number}", variant="v", support_ends=today + timedelta(days=days)
        )
        if outcomes:
            step = desk.add(
                rows.Step, move="replace", title="s", asset=asset, due=today, done_on=today if done else None
            )
            for outcome in outcomes:
                desk.said(rows.StepDecision, step=step, outcome=outcome, reason="r")
    with desk.world.as_(desk.customer):
        found = {
            one.key for one in attention(desk.customer, clock.now()) if one.key.startswith("support-ends")
        }
        ruled = {
            f"support-ends:{one.pk}" for one in partnerships.assets() if partnerships.unplanned(one, today)
        }
    assert found == ruled and 0 < len(ruled) < len(cases)


def test_clocks_near_their_end_and_spend_off_forecast_show_on_the_first_page(desk: Desk) -> None:
    with desk.world.as_(desk.nurse):
        ticket = actions.open_ticket(
            by=desk.nurse, partnership=desk.partnership, kind="incident", title="x", severity=1
        )
        assert attention(desk.nurse, clock.now()) == []
        keys = {one.key for one in attention(desk.nurse, clock.now() + timedelta(minutes=23))}
        assert keys == {f"ticket-clock:{ticket.pk}"}, "three quarters of thirty minutes to an answer"
    with desk.world.as_(desk.customer):
        actions.write(
            by=desk.customer, kind="paid", partnership=desk.partnership,
            facts={"month": date(2026, 1, 1), "amount": 5, "what_for": "x", "reference": "1"},
        )  # fmt: skip
        paid = rows.Paid.mine().get()
        assert any(one.key.startswith("spend-off") for one in attention(desk.customer, clock.now()))
        actions.take_back(by=desk.customer, paid=paid)
        assert not any(one.key.startswith("spend-off") for one in attention(desk.customer, clock.now()))
        with pytest.raises(Refused, match="taken back already"):
            actions.take_back(by=desk.customer, paid=paid)


def test_an_idea_goes_through_its_gates_and_both_sides_agree_first(desk: Desk) -> None:
    def write(what: str, **facts: Any) -> Any:
        with desk.world.as_(desk.customer):
            return actions.write(by=desk.customer, kind=what, partnership=desk.partnership, facts=facts)

    group = write("group", kind="clinical", name="G", customer_lead="A", supplier_lead="B")
    problem = write("problem", group=group, title="P", who="nurses", evidence="900 a day")
    idea = write("idea", problem=problem, title="I", owner="A", effort=1, value=5)
    cycle = {
        "idea": idea,
        "plan": "p",
        "prediction": "half",
        "starts": date(2026, 1, 1),
        "ends": date(2026, 1, 9),
    }
    assert write("cycle", **cycle).stage == "idea"

    def move(to: str) -> None:
        with desk.world.as_(desk.customer):
            actions.move(by=desk.customer, idea=rows.Idea.mine().get(pk=idea.pk), to=to, reason="it held")

    move("test")
    write("cycle", learned="much", next="adopt", **cycle)
    with pytest.raises(Refused, match="both sides"):
        move("pilot")
    terms = write("terms", idea=idea, brought="a", made="b", data="c")
    for actor in (desk.customer, desk.vendor):
        with desk.world.as_(actor):
            actions.agree(by=actor, terms=rows.Terms.mine().select_related("idea").get(pk=terms.pk))
    move("pilot")
    with pytest.raises(Refused, match="outcome measured"):
        write("cycle", learned="much", next="adopt", **cycle)
        move("spread")


def test_results_are_given_out_once_they_are_over_and_stay_to_the_byte(desk: Desk) -> None:
    with desk.world.as_(desk.customer):
        with pytest.raises(Refused, match="not over"):
            actions.issue(
                by=desk.customer, partnership=desk.partnership, first=date(2099, 1, 1), last=date(2099, 3, 31)
            )
        given = actions.issue(
            by=desk.customer, partnership=desk.partnership, first=date(2026, 1, 1), last=date(2026, 3, 31)
        )
        assert bytes(given.pdf).startswith(b"%PDF") and given.document["title"] == "Results of Imaging"
        with pytest.raises(Refused, match="to the byte"):
            actions.issue(
                by=desk.customer, partnership=desk.partnership, first=date(2026, 1, 1), last=date(2026, 3, 31)
            )


def test_training_from_a_full_session_to_signed_off_competence(desk: Desk) -> None:
    course = desk.add(rows.Course, title="Pumps", roles=["nurse"], valid_months=6)
    session = desk.add(rows.Session, course=course, starts_at=timezone.now(), places=2)
    people = [desk.add(rows.Learner, name=str(n), unit="ICU", role="nurse") for n in range(3)]
    keys = [one.pk for one in people]
    with desk.world.as_(desk.customer):
        held = rows.Session.mine().select_related("course").get(pk=session.pk)
        with pytest.raises(Refused, match="2 places"):
            actions.sign_up(by=desk.customer, session=held, learners=keys)
        assert actions.sign_up(by=desk.customer, session=held, learners=keys[:2]) == 2
        with pytest.raises(Refused, match="Put people down"):
            actions.write_attendance(by=desk.customer, session=held, came=keys[2:])
        actions.write_attendance(by=desk.customer, session=held, came=keys[:1])
        with pytest.raises(Refused, match="beforehand"):
            actions.sign_off(by=desk.customer, course=held.course, learners=keys[:1], on=date(2099, 1, 1))
        assert (
            actions.sign_off(by=desk.customer, course=held.course, learners=keys[:1], on=date(2026, 1, 5))
            == 1
        )
    with desk.world.as_(desk.other):
        assert not rows.Learner.objects.exists()


def test_milestones_that_wait_are_reached_in_order_and_a_project_is_accepted_by_each_side(desk: Desk) -> None:
    project = desk.add(
        rows.Project,
        title="P",
        customer_lead="A",
        supplier_lead="B",
        starts=date(2026, 1, 1),
        ends=date(2026, 9, 1),
    )
    one, two = (desk.add(rows.Milestone, project=project, title=t, due=date(2026, 5, 1)) for t in "ab")
    check = desk.add(rows.Check, project=project, question="Ready?")
    with desk.world.as_(desk.customer):
        first, second = (rows.Milestone.mine().select_related("project").get(pk=row.pk) for row in (one, two))
        actions.wait_for(by=desk.customer, milestone=second, before=first)
        with pytest.raises(Refused, match="wait for each other"):
            actions.wait_for(by=desk.customer, milestone=first, before=second)
        with pytest.raises(Refused, match="not reached yet"):
            actions.reach(by=desk.customer, milestone=second)
        actions.reach(by=desk.customer, milestone=first)
        actions.reach(by=desk.customer, milestone=second)
        row = rows.Project.mine().get(pk=project.pk)
        with pytest.raises(Refused, match="checks not made"):
            actions.accept(by=desk.customer, project=row)
        held = rows.Check.mine().select_related("project").get(pk=check.pk)
        with pytest.raises(Refused, match="what is missing"):
            actions.answer_check(by=desk.customer, check=held, passed=False)
        actions.answer_check(by=desk.customer, check=held, passed=True)
        actions.accept(by=desk.customer, project=row)
        with pytest.raises(Refused, match="already"):
            actions.accept(by=desk.customer, project=row)


def test_open_clocks_follow_what_is_agreed_anew(desk: Desk) -> None:
    with desk.world.as_(desk.vendor):
        ticket = actions.open_ticket(
            by=desk.vendor, partnership=desk.partnership, kind="incident", title="x", severity=1
        )
        level = rows.Level.mine().get(severity=1)
        facts = {"severity": 1, "respond_minutes": 30, "resolve_minutes": 60, "always": True}
        actions.write(by=desk.vendor, kind="level", partnership=desk.partnership, facts=facts, row=level)
        row = rows.Ticket.objects.get(pk=ticket.pk)
        assert row.resolve_by == row.opened_at + timedelta(hours=1)
        assert row.warn_at == row.opened_at + timedelta(minutes=22, seconds=30)
        actions.remove(by=desk.vendor, kind="level", row=rows.Level.mine().get(severity=1))
        assert rows.Ticket.objects.get(pk=ticket.pk).resolve_by is None


def test_what_is_kept_for_both_sides_holds_nothing_that_one_of_them_may_not_see(desk: Desk) -> None:
    from commonweal.payments.models import ContractParty, ContractYear
    from commonweal.technology.queries import money
    from tests.factories.payments import terms

    with maintenance():
        year = ContractYear.objects.create(
            alliance=desk.world.alliance, title="Fee", terms=terms("unitary-payment"), starts="2025-01-01",
            ends="2025-12-31", disputes_days=30, figures_due="2026-04-01",
        )  # fmt: skip
        ContractParty.objects.create(
            year=year, party="hospital", name="H", role="payer", position=0, organisation=desk.hospital
        )
    desk.add(rows.MoneyLink, kind="unitary", year=year)
    desk.said(rows.Paid, month=date(2025, 1, 1), amount=5, what_for="fee", reference="1")
    today = date(2026, 6, 1)

    def course(by: Any, **facts: bool) -> str:
        with desk.world.as_(by):
            return money.money(desk.partnership, today, **facts).comparison.course.key

    assert course(desk.customer) == "below", "the payer knows the terms"
    assert course(desk.vendor) == "hidden", "the supplier is no party and cannot say"
    assert course(desk.customer, for_both=True) == "hidden"
    with maintenance():
        ContractParty.objects.create(
            year=year, party="techworks", name="T", role="supplier", position=1, organisation=desk.supplier
        )
    assert {course(by, for_both=True) for by in (desk.customer, desk.vendor)} == {"below"}
