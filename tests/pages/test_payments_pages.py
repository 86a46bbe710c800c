"""The pages of money, as people use them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.payments import actions
from commonweal.payments.actions.pools import today
from commonweal.payments.models import ContractYear, Dispute, PoolPayment, Statement
from commonweal.performance.models import Series, Version
from tests.factories.attention import attention_of
from tests.factories.browsers import signed_in, text
from tests.factories.payments import EXAMPLES, Contract, figures, terms

attention = attention_of("payments")

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 " + "long " * 1900


@pytest.fixture
def contract() -> Contract:
    return Contract()


@pytest.mark.usefixtures("contexts")
def test_a_year_from_its_terms_to_a_disputed_statement(
    contract: Contract, django_assert_max_num_queries
) -> None:
    office, clinic = signed_in(contract.office), signed_in(contract.leads["clinic"])
    answer = office.post(
        reverse("payments:draft"), {"terms": terms().replace('sharing_rate = "50 %"', "sharing_rate = 50")}
    )
    assert "Line 6" in text(answer) and "could mean" in text(answer), "the fault, with its line"
    answer = office.post(reverse("payments:draft"), {"terms": terms()})
    with maintenance():
        pk = ContractYear.objects.get(alliance=contract.world.alliance).pk
    assert answer.url == reverse("payments:parties", args=[pk])
    assert office.get(answer.url).status_code == 200
    show = reverse("payments:year", args=[pk])
    assert "Put the terms out for signature" in text(office.get(show))
    office.post(reverse("payments:offer", args=[pk]))
    for lead in contract.leads.values():
        browser = signed_in(lead)
        page = browser.get(reverse("payments:sign", args=[pk]))
        digest = page.context["form"].initial["digest"]
        browser.post(
            reverse("payments:sign", args=[pk]), {"digest": digest, "signed_name": "Dana", "entitled": "on"}
        )
    page = reverse("payments:figures", args=[pk])
    file = SimpleUploadedFile("figures.csv", figures())
    assert "are kept" in text(office.post(page, {"upload": "1", "file": file}, follow=True))
    answer = office.post(page, {"figure": "hours", "value": "a lot", "note": "guess"})
    assert "a lot" in text(answer) and "Nothing was kept" in text(answer)
    with django_assert_max_num_queries(15):
        assert "attributed_lives" in text(office.get(page))
    assert "1,647,860.53" in text(office.get(reverse("payments:preview", args=[pk])))
    office.post(reverse("payments:declare", args=[pk]))
    assert "is settled" in text(office.post(reverse("payments:settle", args=[pk]), follow=True))
    again = office.post(reverse("payments:settle-again", args=[pk]), follow=True)
    assert "every byte is the same" in text(again)
    with django_assert_max_num_queries(15):
        shown = text(clinic.get(show))
    assert "565,949.31" in shown and "Statement for" in shown
    with maintenance():
        own = Statement.objects.get(party__party="clinic")
        other = Statement.objects.get(party__party="hospital")
    with django_assert_max_num_queries(15):
        statement = text(clinic.get(reverse("payments:statement", args=[own.pk])))
    assert "4,865 ÷ 11,985" in statement and "Figures this rests on" in statement
    assert 'data-label="Where it came from"' in statement, "on a phone each figure says what it is"
    pdf = clinic.get(reverse("payments:statement", args=[own.pk]) + "?as=pdf")
    assert pdf.content == bytes(own.pdf) and pdf.content.startswith(b"%PDF")
    assert clinic.get(reverse("payments:statement", args=[other.pk])).status_code == 404
    assert clinic.get(reverse("payments:whole", args=[pk])).status_code == 404
    for kind in ("", "?as=pdf", "?as=csv", "?as=figures"):
        assert office.get(reverse("payments:whole", args=[pk]) + kind).status_code == 200
    clinic.post(reverse("payments:dispute", args=[own.pk]), {"text": HOSTILE})
    with maintenance():
        dispute = Dispute.objects.get()
    assert "&lt;script&gt;" in text(office.get(show)) and "<script>alert" not in text(office.get(show))
    assert "alert(" not in text(signed_in(contract.leads["pantry"]).get(show))
    office.post(reverse("payments:answer", args=[dispute.pk]), {"outcome": "rejected", "text": "It stands."})
    assert "It stands." in text(clinic.get(show))


def test_the_list_says_what_is_missing_and_stays_quick(
    contract: Contract, django_assert_max_num_queries
) -> None:
    page = reverse("payments:years")
    assert "No contract years yet" in text(signed_in(contract.leads["clinic"]).get(page))
    contract.signed()
    contract.draft(terms("unitary-payment"))
    office = signed_in(contract.office)
    with django_assert_max_num_queries(15):
        shown = text(office.get(page))
    assert "Waits for figures" in shown and "Draft" in shown


def test_fixed_sums_month_by_month(contract: Contract) -> None:
    year = contract.draft(terms("unitary-payment"))
    shown = text(signed_in(contract.office).get(reverse("payments:spend", args=[year.pk])))
    assert "$46,200" in shown and "pays $554,400" in shown
    assert "between 136800 and 151200 member months" in shown


def test_a_contract_is_tried_without_reading_files_of_the_server(contract: Contract) -> None:
    browser = signed_in(contract.leads["clinic"])
    page = reverse("payments:simulate")
    assert browser.get(page).status_code == 200
    months = (EXAMPLES / "northside-months.csv").read_text("utf-8")
    first = terms().replace('figures = "shared-savings.csv"', 'figures = "/etc/passwd"')
    second = (EXAMPLES / "shared-savings-one-sided.toml").read_text("utf-8")
    sent = {"first": first, "second": second, "figures": figures().decode(), "months": months}
    shown = text(browser.post(page, sent))
    assert "Variant 1: all partners together" in shown and "Variant 2" in shown
    assert "Chance of loss" in shown and "root:" not in shown
    faulty = text(browser.post(page, sent | {"months": "member_months,cost\n1,1\n"}))
    assert "at least six are needed" in faulty and "Northside Hospital" in faulty
    assert "is missing" in text(browser.post(page, sent | {"first": "[contract]\n"}))


def test_a_pool_page_from_contribution_to_payment(contract: Contract, django_assert_max_num_queries) -> None:
    office, hospital = signed_in(contract.office), signed_in(contract.leads["hospital"])
    ids = {name: str(one.pk) for name, one in contract.organisations.items()}
    answer = office.post(
        reverse("payments:open-pool"),
        {"name": "Community pool", "taking_part": [ids["pantry"]], "approving": [ids["hospital"]],
         "floor": "1000", "carry_over": "1500"},
    )  # fmt: skip
    pool = answer.url
    today = (clock.now() - timedelta(days=1)).date().isoformat()
    sent = {"organisation": ids["hospital"], "amount": "5000", "on": "2100-01-01", "text": "First rate"}
    assert "lies ahead" in text(office.post(pool + "paid-in/", sent))
    office.post(pool + "paid-in/", sent | {"on": today})
    signed_in(contract.leads["pantry"]).post(
        pool + "ask/",
        {"organisation": ids["pantry"], "amount": "600.50", "text": "Food boxes", "charged_to": "community"},
    )
    with maintenance():
        payment = PoolPayment.objects.get()
    with contract.world.as_(contract.leads["hospital"]):
        assert [one.key for one in attention(contract.leads["hospital"], clock.now())] == [
            f"pool-payment:{payment.pk}"
        ]
    assert "Approve the payment" in text(hospital.get(pool))
    hospital.post(reverse("payments:approve", args=[payment.pk]))
    office.get(pool)
    with django_assert_max_num_queries(15):
        assert "Pay it and write it down" in text(office.get(pool))
    day = (clock.now() - timedelta(days=1)).date()
    budget = {
        "purpose": "community",
        "starts": f"{day.year}-01-01",
        "ends": f"{day.year}-12-31",
        "amount": "500",
    }
    assert "Set the budget" in text(office.get(pool + "budget/"))
    office.post(pool + "budget/", budget | {"reason": "Board, 3 May", "carries_over": "on"})
    shown = text(office.get(pool))
    assert "$100.50 beyond the budget" in shown and "Board, 3 May" in shown
    with contract.world.as_(contract.office):
        assert ["beyond its budget" in one.why for one in attention(contract.office, clock.now())] == [True]
    assert "no body was named" in text(
        office.post(reverse("payments:pay", args=[payment.pk]), follow=True)
    ), "beyond the budget and nobody decides"
    office.post(pool + "budget/", budget | {"amount": "700", "reason": "Board, 9 May"})
    office.post(
        pool + "price/", {"delivered": "pathway", "need": "food", "price": "900", "purpose": "community"}
    )
    pantry = signed_in(contract.leads["pantry"])
    pantry.get(pool)
    with django_assert_max_num_queries(15):
        shown = text(pantry.get(pool))
    assert "Pathway completed (Food)" in shown and "Ask to be paid for what you delivered" in shown
    rate = text(pantry.get(pool + "claim/")).partition('<option value="')[2].partition('"')[0]
    answer = pantry.post(pool + "claim/", {"rate": rate, "since": "2026-01-01", "until": "2026-01-31"})
    assert "Nothing that this pool pays for was completed" in text(answer)
    office.post(reverse("payments:pay", args=[payment.pk]))
    office.get(pool)
    with django_assert_max_num_queries(15):
        office.get(pool)
    csv = office.get(pool + "?as=csv")
    assert b"paid out" in b"".join(csv.streaming_content) and "csv" in csv["Content-Type"]
    shown = text(office.get(pool))
    assert "$4,399.50 is in the pool" in shown and "Food boxes" in shown
    assert signed_in(contract.leads["clinic"]).get(pool).status_code == 404


def test_what_needs_somebody(contract: Contract) -> None:
    office, clinic = contract.office, contract.leads["clinic"]

    def keys(actor, at=None) -> list[str]:
        with contract.world.as_(actor), clock.standing_at(at or clock.now()):
            return [one.key.partition(":")[0] for one in attention(actor, clock.now())]

    year = contract.signed()
    assert keys(office) == ["figures-missing"] and keys(clinic) == ["figures-missing"]
    with contract.world.as_(office):
        actions.upload(by=office, year=year, name="f.csv", content=figures())
        actions.declare_complete(by=office, year=year)
    assert keys(office) == ["to-settle"] and keys(clinic) == []
    with contract.world.as_(office):
        actions.settle(by=office, year=year)
    contract.pool(["clinic"], floor=Decimal(10))
    now = clock.now()
    assert keys(clinic) == ["pool-low"]
    assert keys(clinic, now + timedelta(days=25)) == ["window-closing", "pool-low"]
    assert keys(office, now + timedelta(days=40)) == ["to-close", "pool-low"]
    assert keys(contract.world.seat(contract.world.organisation(), "viewer")) == []


def test_a_figure_is_taken_from_an_indicator_on_its_page(
    contract: Contract, django_assert_max_num_queries
) -> None:
    year = contract.signed()
    office = signed_in(contract.office)
    page = reverse("payments:take-indicator", args=[year.pk])
    assert office.get(page).url == reverse("payments:figures", args=[year.pk]), "nothing is published yet"
    with maintenance():
        version = Version.objects.create(
            alliance=contract.world.alliance, number=4, published_by="A", published_for="Office",
            fingerprint="f" * 64, first=date(2025, 1, 1), last=date(2025, 1, 31),
        )  # fmt: skip
        points = [["2025-01-01", "2025-01-31", 77.0, 90.0, 85.6, False, 2, 0]]
        Series.objects.create(
            version=version, measure="closed_loop_rate", group_by="all", group="all", points=points
        )
    with django_assert_max_num_queries(15):
        assert "quality score" in text(office.get(page)), "what the terms ask for can be chosen"
    sent = {"figure": "quality_score", "measure": "closed_loop_rate", "part": "value"}
    answer = office.post(page, sent | {"first": "2025-01", "last": "2025-01"}, follow=True)
    assert "85.555556 %" in text(answer) and reverse("performance:version", args=[4]) in text(answer)
    with maintenance():
        Version.objects.update(withdrawn_at=clock.now(), withdrawn_by="A", withdrawn_reason="Double counted.")
    with django_assert_max_num_queries(15):
        shown = text(office.get(reverse("payments:figures", args=[year.pk])))
    assert "Double counted." in shown and "this version was withdrawn" in shown
    with django_assert_max_num_queries(15):
        assert "withdrawn since" in text(office.get(reverse("payments:year", args=[year.pk])))
    assert office.get(page + "?version=9").status_code == 404
    assert "what the terms ask for" in shown.lower() and "given" in shown


def test_a_long_ledger_comes_in_pages(contract: Contract) -> None:
    office = signed_in(contract.office)
    pool = contract.pool(["clinic"])
    with contract.world.as_(contract.office):
        for _number in range(51):
            actions.contribute(
                by=contract.office, pool=pool, organisation=contract.leads["clinic"].organisation_id,
                amount=Decimal(1), on=today(pool), text="rate",
            )  # fmt: skip
    page = reverse("payments:pool", args=[pool.pk])
    first = text(office.get(page))
    assert "?before=3#ledger" in first and "carried in from before" not in first
    older = text(office.get(page + "?before=3"))
    assert "carried in from before" in older and "Newest entries" in older


def test_pages_renew_themselves_and_lead_to_their_methods(contract: Contract) -> None:
    year = contract.settled()
    office, clinic = signed_in(contract.office), signed_in(contract.leads["clinic"])
    with maintenance():
        own = Statement.objects.get(party__party="clinic")
    shown = text(office.get(reverse("payments:year", args=[year.pk])))
    for live in ("year-state", "year-parties"):
        assert f'id="{live}" data-live="payments"' in shown
    for page in (
        shown,
        text(clinic.get(reverse("payments:statement", args=[own.pk]))),
        text(office.get(reverse("payments:whole", args=[year.pk]))),
        text(office.get(reverse("payments:preview", args=[year.pk]))),
    ):
        for name in ("settlement-shared-savings", "settlement-division", "settlement-contracts"):
            assert reverse("methods:page", args=[name]) in page
    simulated = text(office.get(reverse("payments:simulate")))
    assert reverse("methods:page", args=["settlement-simulation"]) in simulated
    spend = text(office.get(reverse("payments:spend", args=[year.pk])))
    assert reverse("methods:page", args=["spend-forecast"]) in spend
    assert 'data-live="payments"' in text(office.get(reverse("payments:years")))
    assert 'data-live="pools"' in text(office.get(reverse("payments:pools")))
    assert "member_months" not in simulated.replace("(“member_months”)", ""), "columns are said in words"


@pytest.mark.usefixtures("contexts")
def test_the_months_that_were_published_are_what_years_are_drawn_from(contract: Contract) -> None:
    page = reverse("payments:simulate")
    clinic = signed_in(contract.leads["clinic"])
    assert "own months</h2>" not in text(clinic.get(page)).replace("&#x27;", "'")
    with maintenance():
        version = Version.objects.create(
            alliance=contract.world.alliance, number=2, published_by="A", published_for="Office",
            fingerprint="f" * 64, first=date(2025, 1, 1), last=date(2025, 12, 31),
        )  # fmt: skip
        points = [
            [f"2025-{month:02}-01", f"2025-{month:02}-28", 5_000_000.25 + month, 11_800.0, 423.7, False, 3, 0]
            for month in range(1, 9)
        ]
        points.append(["2025-09-01", "2025-09-28", None, None, None, True, 3, 0])
        Series.objects.create(
            version=version, measure="cost_paid_pmpm", group_by="all", group="all", points=points
        )
    assert "members of 8 months" in text(clinic.get(page)), "the suppressed month is left out"
    months = clinic.get(page + "?months=published").context["form"].initial["months"]
    assert months.splitlines()[1] == "2025-01,11800,5000001.25,"
    sent = {"first": terms(), "figures": figures().decode(), "months": months}
    assert "8 months of the alliance" in text(clinic.post(page, sent))
