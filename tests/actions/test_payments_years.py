"""Contract years from draft to closed, through the actions, under row security."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from commonweal.access import NotAllowed, Refused
from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.payments import actions, settling, terms
from commonweal.payments.models import (
    ContractYear,
    DisputeText,
    Figure,
    FigureFile,
    SettlementFigure,
    SettlementWhole,
    Statement,
)
from commonweal.payments.queries import years
from commonweal.payments.rules import State, state
from tests.factories.payments import Contract, figures
from tests.factories.payments import terms as example

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    return Contract()


def stands(contract: Contract, year: ContractYear, actor=None) -> State:
    with contract.world.as_(actor or contract.office):
        return state(years.facts(contract.read(year)))


def test_from_draft_to_closed_and_every_party_sees_the_same_state(contract: Contract) -> None:
    world, office, clinic = contract.world, contract.office, contract.leads["clinic"]
    year = contract.draft()
    assert stands(contract, year) is State.DRAFT
    with world.as_(office):
        digest = actions.offer(by=office, year=year).digest()
    assert stands(contract, year, clinic) is State.OFFERED
    for lead in contract.leads.values():
        with world.as_(lead):
            actions.sign(by=lead, year=year, digest_seen=digest, signed_name="Dana Okafor")
    assert stands(contract, year, clinic) is State.AWAITING
    with world.as_(office):
        with pytest.raises(Refused, match="no figure has been given"):
            actions.declare_complete(by=office, year=year)
        actions.upload(by=office, year=year, name="figures.csv", content=figures())
        actions.declare_complete(by=office, year=year)
    assert stands(contract, year, clinic) is State.FIGURES_IN
    with world.as_(office):
        settlement = actions.settle(by=office, year=year)
        with pytest.raises(Refused, match="nobody's objection"):
            actions.settle(by=office, year=year)
        with pytest.raises(Refused, match="close the year after that"):
            actions.close(by=office, year=year)
    assert stands(contract, year, clinic) is State.SETTLED
    with world.as_(clinic):
        statement = Statement.objects.get(settlement=settlement, organisation=clinic.organisation_id)
        dispute = actions.dispute(by=clinic, statement=statement, text="We saw 5,000 lives, not 4,865.")
    assert stands(contract, year, contract.leads["pantry"]) is State.DISPUTED
    with world.as_(office):
        actions.answer(by=office, dispute=dispute, outcome="upheld", text="You are right.")
        cell = actions.Cell("attributed_lives", "5,000", "clinic")
        actions.enter(by=office, year=year, cell=cell)
        actions.declare_complete(by=office, year=year)
        again = actions.settle(by=office, year=year)
        assert again.number == 2 and again.fingerprint != settlement.fingerprint
    after = clock.now() + timedelta(days=31)
    with world.as_(office), clock.standing_at(after):
        assert actions.close(by=office, year=year).closed_at == after
    assert stands(contract, year, clinic) is State.CLOSED
    with world.as_(office), pytest.raises(Refused, match="closed"):
        actions.enter(by=office, year=year, cell=cell)
    with world.as_(office), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ContractYear.objects.filter(pk=year.pk).update(figures_in_at=None)


def test_a_closed_year_settled_again_gives_the_same_bytes(contract: Contract) -> None:
    year = contract.settled()
    with contract.world.as_(contract.office):
        whole = SettlementWhole.objects.get(settlement__year=year)
        run = settling.run(whole.terms, whole.figures)
        kept = {one.party.party: bytes(one.pdf) for one in Statement.objects.select_related("party")}
        assert {one.party: one.pdf for one in run.statements} == kept
        assert run.pdf == bytes(whole.pdf) and run.lines == whole.lines
        assert run.fingerprint == whole.settlement.fingerprint
        assert sum(one.net for one in Statement.objects.all()) == 0


def test_each_figure_of_a_settlement_leads_to_where_it_came_from(contract: Contract) -> None:
    year = contract.signed()
    office, clinic = contract.office, contract.leads["clinic"]
    with contract.world.as_(office):
        actions.upload(by=office, year=year, name="figures.csv", content=figures())
    with contract.world.as_(clinic):
        actions.enter(
            by=clinic, year=year, cell=actions.Cell("referrals_completed", "850", "clinic", note="our log")
        )
    with contract.world.as_(office):
        actions.declare_complete(by=office, year=year)
        settlement = actions.settle(by=office, year=year)
        lines = settlement.whole.figures.splitlines()
        used = SettlementFigure.objects.filter(settlement=settlement).select_related("figure__source")
        assert len(used) == len(lines) - 1
        by_line = {one.line: one.figure for one in used}
        for number, line in enumerate(lines[1:], 2):
            assert line.startswith(f"{by_line[number].figure},{by_line[number].party},")
        ours = next(
            one for one in by_line.values() if (one.figure, one.party) == ("referrals_completed", "clinic")
        )
        assert ours.value == "850" and ours.source.person_id == clinic.person_id
        assert f"entered by {clinic.person_name}" in settlement.whole.figures
        assert bytes(FigureFile.objects.get(source__kind="upload").content) == figures()


def test_a_partner_sees_its_own_lines_and_the_total_only(contract: Contract) -> None:
    year = contract.settled()
    clinic = contract.leads["clinic"]
    with contract.world.as_(clinic):
        assert [one.party.party for one in Statement.objects.all()] == ["clinic"]
        assert {one.party for one in Figure.objects.all()} == {"", "clinic"}
        assert contract.read(year).settlements.get().divided > 0
        assert not SettlementWhole.objects.exists() and not FigureFile.objects.exists()
        document = str(Statement.objects.get().document)
        assert "565,949.31" in document and "Share of hospital" not in document
        assert "Share of pantry" not in document and "claims paid to 31 March 2027" in document
    with contract.world.as_(contract.office):
        assert Statement.objects.count() == 6 and SettlementWhole.objects.count() == 1


def test_where_the_contract_says_so_every_party_sees_every_line(contract: Contract) -> None:
    contract.settled(open_lines=True)
    with contract.world.as_(contract.leads["clinic"]):
        assert Statement.objects.count() == 6
        assert SettlementWhole.objects.count() == 1
        assert {"hospital", "pantry"} <= {one.party for one in Figure.objects.all()}


def test_who_is_no_party_sees_nothing(contract: Contract) -> None:
    contract.settled()
    bystander = contract.world.seat(contract.world.organisation(), "partner_lead", "analyst")
    with contract.world.as_(bystander):
        for model in (ContractYear, Figure, Statement, SettlementWhole):
            assert not model.objects.exists()
    stranger = Contract()
    with stranger.world.as_(stranger.office):
        assert not ContractYear.objects.exists() and not Statement.objects.exists()


def test_why_somebody_disputes_is_between_them_and_the_convenor(contract: Contract) -> None:
    year = contract.settled()
    clinic, pantry = contract.leads["clinic"], contract.leads["pantry"]
    with contract.world.as_(clinic):
        statement = Statement.objects.get()
        actions.dispute(by=clinic, statement=statement, text="Our lives are wrong.")
        with pytest.raises(Refused, match="already"):
            actions.dispute(by=clinic, statement=statement, text="Once more.")
        assert DisputeText.objects.count() == 1
    with contract.world.as_(pantry):
        assert contract.read(year).settlements.get().disputes.count() == 1
        assert not DisputeText.objects.exists()
    with contract.world.as_(pantry), pytest.raises(NotAllowed):
        actions.dispute(by=pantry, statement=statement, text="I dispute for them.")
    late = clock.now() + timedelta(days=32)
    with contract.world.as_(pantry), clock.standing_at(late), pytest.raises(Refused, match="until"):
        actions.dispute(by=pantry, statement=Statement.objects.get(), text="Too late.")


def test_a_partner_enters_only_its_own_figures_even_behind_the_actions(contract: Contract) -> None:
    year = contract.signed()
    clinic = contract.leads["clinic"]
    with contract.world.as_(clinic):
        for party in ("", "hospital", "clinic+hospital"):
            with pytest.raises(Refused, match="whoever settles"):
                actions.enter(by=clinic, year=year, cell=actions.Cell("hours", "3", party))
        mine = actions.enter(by=clinic, year=year, cell=actions.Cell("hours", "3", "clinic"))
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Figure.objects.create(year=year, source=mine.source, figure="hours", party="hospital", value="1")
    with maintenance(), pytest.raises(DatabaseError), transaction.atomic():
        Figure.objects.filter(pk=mine.pk).update(value="9")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"figure;value\n", "no column value"),
        (b"figure,value\n", "0 figures"),
        (b"figure,value\nhours,lots\n", "Line 2, hours"),
        (b"figure,value\nhours,\n", "has no value"),
        (b"figure,value,party\nhours,1,nobody\n", "no party nobody"),
        (b"figure,value\nhours,1\nhours,2\n", "lines 2 and 3"),
        (b"figure,value\nhours,1,234\n", "more cells"),
        (b"figure,value\nhours,NaN\n", "Line 2"),
        (b"figure,value\n" + b"x" * 200 + b",1\n", "more than 120"),
        (b"\x00\xff\xfe", "no column"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_keeps_nothing(contract: Contract, content, says) -> None:
    year = contract.signed()
    with contract.world.as_(contract.office):
        with pytest.raises(Refused, match=says):
            actions.upload(by=contract.office, year=year, name="figures.csv", content=content)
        assert not Figure.objects.exists()


def test_the_latest_figure_holds_and_one_can_be_taken_out(contract: Contract) -> None:
    year, office = contract.signed(), contract.office
    with contract.world.as_(office):
        for value in ("1", "2"):
            figure = actions.enter(by=office, year=year, cell=actions.Cell("hours", value))
        row = contract.read(year)
        assert [one.value for one in years.figures(row)] == ["2"]
        actions.withdraw(by=office, figure=figure)
        assert years.figures(row) == [] and Figure.objects.count() == 3


def test_terms_out_for_signature_do_not_change_behind_anybody(contract: Contract) -> None:
    year, office = contract.draft(), contract.office
    lead = contract.leads["clinic"]
    with contract.world.as_(office):
        read = contract.read(year).digest()
        actions.change(
            by=office, year=year, text=example().replace('loss_rate = "30 %"', 'loss_rate = "31 %"')
        )
        actions.offer(by=office, year=year)
        with pytest.raises(Refused, match="never change"):
            actions.change(by=office, year=year, text=example())
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            ContractYear.objects.filter(pk=year.pk).update(terms=example())
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            contract.read(year).parties.update(organisation=None)
    with contract.world.as_(lead), pytest.raises(Refused, match="changed after you opened"):
        actions.sign(by=lead, year=year, digest_seen=read, signed_name="Dana")
    with contract.world.as_(lead), pytest.raises(NotAllowed):
        actions.take_back(by=lead, year=year)


def test_faults_of_terms_come_with_their_line(contract: Contract) -> None:
    text = example().replace('sharing_rate = "50 %"', "sharing_rate = 50").replace("days = 30", "days = -3")
    with contract.world.as_(contract.office), pytest.raises(terms.BadTerms) as caught:
        actions.draft(by=contract.office, text=text)
    lines = text.splitlines()
    found = {lines[one.line - 1].split("=")[0].strip() for one in caught.value.faults}
    assert found == {"sharing_rate", "disputes"}


def test_a_party_nobody_knows_must_be_named_first(contract: Contract) -> None:
    office = contract.office
    year = contract.draft(example().replace("Northside Hospital", "Somebody else"))
    with contract.world.as_(office):
        with pytest.raises(Refused, match="Somebody else"):
            actions.offer(by=office, year=year)
        known = {one.party: one.organisation_id for one in contract.read(year).parties.all()}
        known["hospital"] = contract.organisations["hospital"].pk
        actions.name_parties(by=office, year=year, chosen=known)
        actions.offer(by=office, year=year)
