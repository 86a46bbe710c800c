"""The page of parameter sets, written from `tracks.toml` so that it cannot say anything else.

`python -m commonweal.settlement.mssp.reference > docs/reference/settlement-parameter-sets.md`
"""

from __future__ import annotations

import sys
from decimal import Decimal
from itertools import groupby

from commonweal.settlement.amounts import percent
from commonweal.settlement.mssp.tracks import ParameterSet, parameter_set, years, years_of

_QUALITY = {
    "multiplies": "rate × score",
    "standard": "full rate with the standard",
    "or_alternative": "full rate with the standard, rate × score with the alternative",
}


def page() -> str:
    """The whole page as Markdown."""
    first, last = years()
    lines = [
        "# Parameter sets of the Medicare Shared Savings Program",
        "",
        f"Generated from `src/commonweal/settlement/mssp/tracks.toml`; years {first} to {last}. How "
        f"they are applied: "
        "[Medicare's public use files](../methods/settlement-mssp.md).",
        "",
        "| track | years | quality | minimum rate | sharing rate | cap | loss rate | loss cap | "
        "withheld | source |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for track in ("T1", "T1+", "T2", "T3", "A", "B", "C", "D", "E", "EN"):
        held = [(year, terms) for year in years_of(track) if (terms := parameter_set(track, year))]
        for terms, group in groupby(held, key=lambda pair: pair[1]):
            span = [year for year, _ in group]
            lines.append(_row(terms, span[0], span[-1]))
    return "\n".join(lines) + "\n"


def _row(terms: ParameterSet, first: int, last: int) -> str:
    minimum = (
        percent(terms.minimum) if isinstance(terms.minimum, Decimal) else terms.minimum.replace("_", " ")
    )
    if terms.loss_rate is None:
        loss = "none"
    elif isinstance(terms.loss_rate, Decimal):
        loss = percent(terms.loss_rate)
    else:
        low, high = terms.loss_rate_low, terms.loss_rate_high
        assert low is not None and high is not None
        loss = f"1 − rate × score, {percent(low)} to {percent(high)}"
    caps = " / ".join(percent(cap) for cap in terms.loss_cap_benchmark)
    cap = f"{caps} of the benchmark" if caps else "–"
    if terms.loss_cap_revenue is not None:
        cap = f"{percent(terms.loss_cap_revenue)} of revenue or {cap}, the smaller"
    cells = (
        terms.name,
        str(first) if first == last else f"{first}–{last}",
        _QUALITY[terms.quality],
        minimum,
        percent(terms.sharing_rate),
        percent(terms.savings_cap),
        loss,
        cap,
        percent(terms.sequestration),
        terms.source,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
