"""How partners fare; docs/methods/finance.md."""

from __future__ import annotations

from commonweal.evidence.measures.spec import (
    PARTNER_GROUPS,
    Band,
    Direction,
    Domain,
    Measure,
    Rows,
    Statistic,
    Target,
)


def _measure(
    name: str,
    title: str,
    question: str,
    *,
    numerator: str,
    denominator: str,
    columns: tuple[str, str],
    unit: str,
    source: str,
    multiplier: int = 100,
    statistic: Statistic = Statistic.RATIO,
    needs: tuple[str, ...] = (),
) -> Measure:
    def above(rows: Rows) -> Rows:
        return getattr(rows, columns[0])

    def below(rows: Rows) -> Rows:
        return getattr(rows, columns[1])

    return Measure(
        name=name,
        title=title,
        question=question,
        domain=Domain.FINANCE,
        band=Band.OUTCOME,
        unit_table="finance_row",
        month_of="month",
        numerator=numerator,
        denominator=denominator,
        numerator_of=above,
        denominator_of=below,
        direction=Direction.HIGHER,
        unit=unit,
        statistic=statistic,
        multiplier=multiplier,
        numerator_scale=100,
        denominator_scale=100,
        target=Target.AT_LEAST,
        strata=PARTNER_GROUPS,
        counts=(),
        needs={"finance_month": needs},
        source=source,
        page="finance",
    )


MEASURES = (
    _measure(
        "revenue_growth",
        "Revenue growth over a year",
        "Do service lines earn more than a year ago?",
        numerator="revenue less the same service line's revenue twelve months before, where both are there",
        denominator="revenue twelve months before",
        columns=("revenue_change", "revenue_before"),
        unit="%",
        source="year-over-year growth",
    ),
    _measure(
        "operating_margin",
        "Operating margin",
        "What is left of what operations earn?",
        numerator="operating revenue less operating cost",
        denominator="operating revenue",
        columns=("operating_income", "revenue"),
        unit="%",
        source="HFMA key ratios: operating margin",
    ),
    _measure(
        "net_income",
        "Net income",
        "What is left at the end of the month?",
        numerator="net income",
        denominator="none",
        columns=("net_income", "revenue"),
        unit="$",
        source="as reported by the partners",
        multiplier=1,
        statistic=Statistic.TOTAL,
    ),
    _measure(
        "partnership_return",
        "Return on the partnership's investment",
        "Does the partnership pay for itself?",
        numerator="benefit less investment, where an investment is reported",
        denominator="investment in the partnership",
        columns=("partnership_gain", "partnership_investment"),
        unit="%",
        source="return on investment = (benefit − investment) ÷ investment",
        needs=("partnership_investment", "partnership_benefit"),
    ),
    _measure(
        "days_cash",
        "Days cash on hand",
        "How many days could we pay if nothing came in?",
        numerator="cash at the end of the month × days of the month, where cash is reported by the partner",
        denominator="operating cost less depreciation of the month, of the same partners",
        columns=("cash_days", "cash_cost"),
        unit="days",
        source="HFMA key ratios: days cash on hand",
        multiplier=1,
        needs=("cash",),
    ),
)
