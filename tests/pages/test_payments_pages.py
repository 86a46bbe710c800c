"""The pages of money, as people use them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonweal.database import clock
from commonweal.database.identity import maintenance
from commonweal.payments import actions
from commonweal.payments.attention import attention
from commonweal.payments.models import ContractYear, Dispute, PoolPayment, Statement
from tests.factories.browsers import signed_in, text
from tests.factories.payments import EXAMPLES, Contract, figures, terms

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> \u202e “Ünïcødé” 𝔘 " + "long " * 1900


@pytest.fixture
def contract() -> Contract:
    return Contract()


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
    hospital.post(pool + "ask/", {"organisation": ids["pantry"], "amount": "600.50", "text": "Food boxes"})
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
    office.post(reverse("payments:pay", args=[payment.pk]))
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
        actions.open_pool(
            by=office,
            name="Pool",
            floor=Decimal(10),
            approving=[clinic.organisation_id],
            carried_in=Decimal(5),
        )
    now = clock.now()
    assert keys(clinic) == ["pool-low"]
    assert keys(clinic, now + timedelta(days=25)) == ["window-closing", "pool-low"]
    assert keys(office, now + timedelta(days=40)) == ["to-close", "pool-low"]
    assert keys(contract.world.seat(contract.world.organisation(), "viewer")) == []
