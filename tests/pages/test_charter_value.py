"""What the product knows already, taken over into a value case: a contract simulated, a rate as published."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from commonweal.database.identity import maintenance
from commonweal.payments import actions
from commonweal.performance.models import Series, Version
from tests.factories.browsers import signed_in
from tests.factories.payments import Contract, figures, terms

pytestmark = pytest.mark.django_db
PAGE = "charter:value-case"


COST = 'cost = { per_member_month = 505, spread = "3 %" }'
"""In the place of the example's own months, which are a file beside it."""


@pytest.mark.usefixtures("contexts")
def test_a_contract_year_of_ones_own_is_simulated_for_oneself() -> None:
    contract = Contract()
    own = re.sub(r"(?m)^(months|bring_forward) = .*$", "", terms()).replace(
        "seed = 2026", f"seed = 2026\n{COST}"
    )
    year = contract.draft(own, open_lines=True)
    with contract.world.as_(contract.office):
        digest = actions.offer(by=contract.office, year=year).digest()
    for lead in contract.leads.values():
        with contract.world.as_(lead):
            actions.sign(by=lead, year=year, digest_seen=digest, signed_name="Dana Okafor")
    with contract.world.as_(contract.office):
        actions.upload(by=contract.office, year=year, name="figures.csv", content=figures())
    clinic = signed_in(contract.leads["clinic"])
    page = clinic.get(reverse(PAGE))
    assert [one.pk for one in page.context["contracts"]] == [year.pk]
    shown = clinic.get(reverse(PAGE) + f"?year={year.pk}").context["form"].initial
    assert shown["contract_text"] == year.title and "drawn years" in shown["contract_basis"]
    assert shown["low"] < shown["likely"] < shown["high"]
    again = clinic.get(reverse(PAGE) + f"?year={year.pk}").context["form"].initial
    assert again == shown, "the same seed, the same years"
    with maintenance():
        stranger = contract.world.organisation("Nobody's party")
    outside = signed_in(contract.world.seat(stranger, "partner_lead"))
    assert outside.get(reverse(PAGE)).context["contracts"] == []
    assert outside.get(reverse(PAGE) + f"?year={year.pk}").context["form"].initial == {}
    assert outside.get(reverse(PAGE) + "?year=junk&measure=junk").context["form"].initial == {}


@pytest.mark.usefixtures("contexts")
def test_a_contract_that_cannot_be_simulated_says_why() -> None:
    contract = Contract()
    year = contract.complete()
    page = signed_in(contract.leads["clinic"]).get(reverse(PAGE) + f"?year={year.pk}")
    assert "the file has no column" in page.context["cannot"]
    assert page.context["cannot"].endswith("write in what comes out.")
    assert page.context["cannot"] in unescape(page.content.decode())
    assert page.context["form"].initial == {"contract_text": year.title}, "a reason is no basis to be saved"


@pytest.mark.usefixtures("contexts")
def test_a_published_rate_is_taken_over_with_its_version() -> None:
    contract = Contract()
    with maintenance():
        version = Version.objects.create(
            alliance=contract.world.alliance, number=3, published_by="N", published_for="Clinic", fingerprint="f",
            first="2026-01-01", last="2026-02-28",
        )  # fmt: skip
        points = [
            ["2026-01-01", "2026-01-31", 400, 12_000, 480.0, False],
            ["2026-02-01", "2026-02-28", 420, 12_000, 500.0, False],
        ]
        Series.objects.create(
            version=version, measure="emergency_visits_per_1000", group_by="all", group="all", points=points
        )
    clinic = signed_in(contract.leads["clinic"])
    assert clinic.get(reverse(PAGE)).context["published"][0][0] == "emergency_visits_per_1000"
    shown = clinic.get(reverse(PAGE) + "?measure=emergency_visits_per_1000").context["form"].initial
    assert (str(shown["rate_now"]), shown["use_text"]) == (
        "490.00",
        "Emergency visits per 1,000 member years",
    )
    assert "version 3" in shown["use_basis"] and "2 months" in shown["use_basis"]
