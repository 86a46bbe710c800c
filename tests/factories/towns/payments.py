"""A contract year, settled, with a statement of the hospital's and a dispute; a pool with an entry."""

from __future__ import annotations

from commonweal.database.identity import maintenance
from commonweal.payments.models import (
    Account,
    ContractParty,
    ContractYear,
    Dispute,
    Entry,
    Figure,
    FigureSource,
    Pool,
    PoolMember,
    PoolPayment,
    PoolRate,
    Posting,
    Settlement,
    SettlementWhole,
    Statement,
)
from tests.factories.payments import terms as contract_terms
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of this room are filled with."""
    hospital, person = town.hospital, town.lead.person_id
    who = {"person_id": person, "person_name": "N"}
    day = {"stated_on": "2026-02-01", "disputes_until": "2026-03-01"}
    with maintenance():
        year = ContractYear.objects.create(
            alliance=town.world.alliance, title="Platform", terms=contract_terms("unitary-payment"),
            starts="2025-01-01", ends="2025-12-31", disputes_days=30, figures_due="2026-04-01",
        )  # fmt: skip
        party = ContractParty.objects.create(
            year=year, party="hospital", name="Hospital", role="payer", position=0, organisation=hospital
        )
        source = FigureSource.objects.create(year=year, kind="entry", organisation=hospital, **who)
        figure = Figure.objects.create(year=year, source=source, figure="volume", value="1")
        settlement = Settlement.objects.create(year=year, number=1, method="m", fingerprint="f", **who, **day)
        SettlementWhole.objects.create(
            settlement=settlement, terms="", figures="", document={"title": "Whole"}, lines="", pdf=b""
        )
        statement = Statement.objects.create(
            settlement=settlement, party=party, organisation=hospital, net=0, pdf=b"", digest="d",
            document={"title": "Statement"},
        )  # fmt: skip
        dispute = Dispute.objects.create(settlement=settlement, organisation=hospital, **who)
        pool = Pool.objects.create(alliance=town.world.alliance, name="Pool")
        PoolRate.objects.create(pool=pool, purpose="community", delivered="pathway", price=5, **who)
        PoolMember.objects.create(pool=pool, organisation=hospital, approves=True)
        payment = PoolPayment.objects.create(pool=pool, to=hospital, amount=5, purpose="Food", **who)
        entry = Entry.objects.create(
            pool=pool, number=1, on="2026-02-01", kind="contribution", text="rate", sides=2, **who
        )
        for kind, amount in (("pool", 5), ("before", -5)):
            account = Account.objects.create(pool=pool, kind=kind)
            Posting.objects.create(entry=entry, account=account, amount=amount)
    return {
        "payments:": {"pk": year.pk},
        "payments:withdraw-figure": {"pk": figure.pk},
        "payments:statement": {"pk": statement.pk},
        "payments:dispute": {"pk": statement.pk},
        "payments:answer": {"pk": dispute.pk},
        "payments:correct": {"pk": entry.pk},
        **{
            f"payments:{one}": {"pk": pool.pk}
            for one in ("pool", "contribute", "ask", "carry-over", "set-budget", "set-rate", "claim")
        },
        **{f"payments:{one}": {"pk": payment.pk} for one in ("approve", "decline", "pay")},
    }
