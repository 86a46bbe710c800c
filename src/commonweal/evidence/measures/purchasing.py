"""What buying together saves; docs/methods/purchasing.md."""

from __future__ import annotations

from commonweal.evidence.measures.spec import PARTNER_GROUPS, Band, Direction, Domain, Measure, Target

MEASURES = (
    Measure(
        name="purchasing_savings",
        title="Purchasing savings against the price before",
        question="How much less do we pay for the same things?",
        domain=Domain.OPERATIONS,
        band=Band.OUTCOME,
        unit_table="purchase_row",
        month_of="day",
        numerator="(price before − price) × quantity, where the price before is known and shared_contract "
        "is not no",
        denominator="price before × quantity of the same purchases",
        numerator_of=lambda rows: rows.saved,
        denominator_of=lambda rows: rows.baseline_cost,
        direction=Direction.HIGHER,
        unit="%",
        multiplier=100,
        numerator_scale=100,
        denominator_scale=100,
        target=Target.AT_LEAST,
        strata=PARTNER_GROUPS,
        counts=(),
        needs={"purchase": ("baseline_unit_price",)},
        source="price variance at actual quantity",
        page="purchasing",
    ),
)
