"""Decision rights: checked, and enforced where an act needs a decision."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.agreements import actions as agreements
from commonweal.agreements.actions.common import Content
from commonweal.database.identity import maintenance
from commonweal.governance import actions
from commonweal.governance.models import Decision, DecisionUse, Tenure
from commonweal.governance.queries import bodies as queries
from commonweal.governance.rules.rights import check
from commonweal.partners.actions.alliance import bring_in
from commonweal.payments import actions as payments
from commonweal.payments.actions.pools import today
from tests.factories.governance import Council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return Council()


def assign(council: Council, kind: str, **facts) -> None:
    facts = {"part": "accountable", "body": council.board} | facts
    with council.as_(council.office):
        actions.rights.assign(by=council.office, kind=kind, **facts)


def test_a_new_partner_needs_the_boards_decision_where_it_holds_the_right(council: Council) -> None:
    first, second, third = (
        council.world.organisation(name, member=False) for name in ("Newcomer", "Another", "Third")
    )
    with council.as_(council.office):
        bring_in(by=council.office, organisation=first)
    assign(council, "new_partner")
    with council.as_(council.office), pytest.raises(Refused, match="decided by the Board here"):
        bring_in(by=council.office, organisation=second)
    council.decided("nnny", kind="new_partner", question="Bring Another in?", subject="Another")
    with council.as_(council.office), pytest.raises(Refused, match="the Board"):
        bring_in(by=council.office, organisation=second)
    council.decided(kind="new_partner", question="Bring Another in after all?", subject="another")
    with council.as_(council.office):
        with pytest.raises(Refused):
            bring_in(by=council.office, organisation=third)
        bring_in(by=council.office, organisation=second)
        use = DecisionUse.objects.get()
        assert (use.label, use.subject_id) == ("Another", second.pk)
        # A decision opens one act.
        with pytest.raises(Refused):
            bring_in(by=council.office, organisation=third)


def test_a_payment_over_an_amount_needs_a_decision_of_at_least_that(council: Council) -> None:
    pantry, lead = council.leads["Harvest Pantry"], council.leads["Riverside Health"]
    with council.as_(council.office):
        pool = payments.open_pool(
            by=council.office, name="Pool", approving=[lead.organisation_id], taking_part=[pantry.organisation_id],
            carried_in=Decimal(50_000),
        )  # fmt: skip

    def paid(amount: int) -> object:
        with council.as_(pantry):
            row = payments.ask(
                by=pantry, pool=pool, to=pantry.organisation_id, amount=Decimal(amount), purpose="Freezer"
            )
        with council.as_(lead):
            payments.approve(by=lead, payment=row, approved=True)
        with council.as_(council.office):
            return payments.pay(by=council.office, payment=row, on=today(pool))

    assign(council, "budget", over=Decimal(5000))
    assert paid(5000), "what is not over the amount is nobody's decision"
    with pytest.raises(Refused, match=r"Spending over .* is decided by the Board here"):
        paid(6000)
    council.decided(kind="budget", question="A freezer?", amount=Decimal(5500))
    with pytest.raises(Refused):
        paid(6000)
    council.decided(kind="budget", question="A large freezer?", amount=Decimal(6000))
    assert paid(6000)
    with council.as_(council.office):
        assert DecisionUse.objects.get().amount == Decimal(6000)


def test_the_board_decides_a_budget_once_and_then_only_what_lies_beyond_it(council: Council) -> None:
    pantry, lead, office = council.leads["Harvest Pantry"], council.leads["Riverside Health"], council.office
    with council.as_(office):
        pool = payments.open_pool(
            by=office, name="Pool", approving=[lead.organisation_id], taking_part=[pantry.organisation_id],
            carried_in=Decimal(50_000),
        )  # fmt: skip
        day = today(pool)
    assign(council, "budget")

    def budget(amount: int) -> object:
        with council.as_(office):
            return payments.set_budget(
                by=office, pool=pool, purpose="community", starts=day.replace(month=1, day=1),
                ends=day.replace(month=12, day=31), amount=Decimal(amount), carries_over=False, reason="Voted",
            )  # fmt: skip

    def paid(amount: int) -> object:
        with council.as_(pantry):
            row = payments.ask(
                by=pantry, pool=pool, to=pantry.organisation_id, amount=Decimal(amount), purpose="Freezer",
                charged_to="community",
            )  # fmt: skip
        with council.as_(lead):
            payments.approve(by=lead, payment=row, approved=True)
        with council.as_(office):
            return payments.pay(by=office, payment=row, on=day)

    with pytest.raises(Refused, match="Spending is decided by the Board here"):
        budget(8000)
    council.decided(kind="budget", question="A budget for the year?", amount=Decimal(8000))
    assert budget(8000)
    assert paid(5000) and paid(3000), "within the budget the members' approval is enough"
    with pytest.raises(Refused, match="Spending is decided by the Board here"):
        paid(100)
    council.decided(kind="budget", question="A hundred more?", amount=Decimal(100))
    assert paid(100)
    with council.as_(office):
        assert [one.amount for one in DecisionUse.objects.order_by("id")] == [8000, 100]


def test_data_sharing_is_put_out_only_with_the_decision(council: Council) -> None:
    parties = frozenset(one.pk for one in council.organisations.values())
    terms = {"sharing": [{"categories": ["identity"], "purposes": ["care"]}]}
    assign(council, "data_use")
    with council.as_(council.office):
        agreement = agreements.draft(
            by=council.office, title="Sharing", content=Content("We share.", terms, parties)
        )
        version = agreement.versions.get()
        with pytest.raises(Refused, match="Sharing and using data is decided by the Board here"):
            agreements.offer(by=council.office, version=version)
    council.decided(kind="data_use", question="Share?", subject="Sharing")
    with council.as_(council.office):
        assert agreements.offer(by=council.office, version=version).offered_at


def test_a_superseded_decision_opens_nothing(council: Council) -> None:
    assign(council, "new_partner")
    newcomer = council.world.organisation("Newcomer", member=False)
    old = council.decided(kind="new_partner", question="Bring Newcomer in?", subject="Newcomer")
    with council.as_(council.office):
        decision = Decision.objects.get(proposal=old)
    council.decided(kind="new_partner", question="Wait a year?", subject="Waiting", supersedes=decision)
    with council.as_(council.office), pytest.raises(Refused):
        bring_in(by=council.office, organisation=newcomer)


def test_a_decision_from_the_minutes_is_logged_and_opens_by_the_body_named(council: Council) -> None:
    assign(council, "new_partner")
    newcomer = council.world.organisation("Newcomer", member=False)
    with council.as_(council.office):
        actions.decisions.record(
            by=council.office, body=council.board, kind="new_partner", question="Bring Newcomer in?", carried=True,
            decided_on=council.moment - timedelta(days=3), reason="Minutes of the spring meeting", subject="Newcomer",
        )  # fmt: skip
        with pytest.raises(Refused, match="after it was taken"):
            actions.decisions.record(
                by=council.office, body=council.board, kind="other", question="?", carried=True,
                decided_on=council.moment + timedelta(days=3), reason="",
            )  # fmt: skip
        bring_in(by=council.office, organisation=newcomer)


def test_a_role_may_hold_a_right(council: Council) -> None:
    assign(council, "new_partner", body=None, role="convenor")
    newcomer = council.world.organisation("Newcomer", member=False)
    with council.as_(council.office):
        assert bring_in(by=council.office, organisation=newcomer)
    with pytest.raises(Refused, match="not decided by a body"):
        council.put(kind="new_partner")


def test_a_proposal_goes_to_the_body_that_holds_the_right_by_its_rule(council: Council) -> None:
    with council.as_(council.office):
        group = actions.bodies.set_up(by=council.office, kind="data", name="Data group")
    assign(council, "data_use", rule="two thirds of cast", quorum="3")
    assign(
        council, "data_use", part="consulted", body=None, organisation=council.organisations["Open Door"].pk
    )
    assign(
        council,
        "data_use",
        part="reserved",
        body=None,
        organisation=council.organisations["Riverside Health"].pk,
    )
    with pytest.raises(Refused, match="decided by the Board"):
        council.put(kind="data_use", body=group)
    row = council.put(kind="data_use", body=None)
    assert (row.body_id, row.rule, row.quorum) == (council.board.pk, "at least 2/3 of cast", "3")
    assert row.consulted == [council.organisations["Open Door"].pk]
    with council.as_(council.leads["Open Door"]):
        actions.proposals.give_opinion(by=council.leads["Open Door"], proposal=row, text="Fine.")
    row = council.open(row)
    for name in ("Millrace Clinic", "Harvest Pantry", "Open Door"):
        council.cast(row, name, "for")
    riverside = council.leads["Riverside Health"]
    council.ended(row)
    with council.as_(council.leads["Open Door"]), pytest.raises(Refused, match="not reserved to"):
        actions.voting.consent(by=council.leads["Open Door"], proposal=row)
    with council.as_(riverside):
        actions.voting.consent(by=riverside, proposal=row)
    assert council.close(row).carried is True
    again = council.put(kind="data_use", body=None, consult_until=council.moment)
    again = council.open(again)
    for name in ("Millrace Clinic", "Harvest Pantry", "Open Door"):
        council.cast(again, name, "for")
    council.ended(again)
    said = council.close(again)
    assert said.carried is False and said.outcome["missing_consents"] == ["Riverside Health"]


def test_rights_are_checked(council: Council) -> None:
    assign(council, "budget")
    with pytest.raises(Refused, match="Exactly one"):
        assign(council, "budget", body=None, role="convenor")
    with council.as_(council.office):
        facts = queries.right_facts(council.office, queries.rights())
        assert [one.sentence for one in check(facts)] == ["Spending: nobody is responsible for preparing it."]
    assign(
        council, "budget", part="responsible", body=None, organisation=council.organisations["Open Door"].pk
    )
    with council.as_(council.office):
        assert check(queries.right_facts(council.office, queries.rights())) == []
        actions.bodies.end(by=council.office, body=council.board, reason="Over")
        facts = queries.right_facts(council.office, queries.rights())
        assert any("no longer there" in one.sentence for one in check(facts))


def test_who_sat_when_can_be_asked_for_ever(council: Council) -> None:
    seat = council.seats["Open Door"]
    second = council.world.seat(council.organisations["Open Door"], "board_member")
    with council.as_(council.leads["Open Door"]):
        by = council.leads["Open Door"]
        actions.bodies.seat_person(by=by, seat=seat, person=second.person_id, skills=["finance", " finance "])
        with pytest.raises(Refused, match="choose a proxy"):
            actions.bodies.seat_person(
                by=by, seat=seat, person=second.person_id, organisation=council.office.organisation_id
            )
    with council.as_(council.leads["Millrace Clinic"]), pytest.raises(NotAllowed):
        actions.bodies.seat_person(by=council.leads["Millrace Clinic"], seat=seat, person=second.person_id)
    with maintenance():
        tenures = list(Tenure.objects.filter(seat=seat).order_by("created_at"))
        assert [one.person_name for one in tenures] == [
            council.leads["Open Door"].person_name, second.person_name,
        ]  # fmt: skip
        assert tenures[1].skills == ["finance"] and tenures[1].period.upper is None
        with pytest.raises(DatabaseError), transaction.atomic():
            Tenure.objects.create(
                alliance_id=seat.alliance_id, seat=seat, organisation_id=seat.organisation_id,
                person_id=second.person_id, person_name="N", capacity="holder", period=tenures[1].period,
            )  # fmt: skip
