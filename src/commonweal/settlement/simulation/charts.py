"""The simulation's charts as SVG, each with the table it shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from commonweal.settlement.simulation.report import POOL, Simulated

_BINS = 40
_LEGEND: dict[str, Any] = {"orient": "bottom", "columns": 1, "labelLimit": 500}


def charts(variants: Sequence[Simulated]) -> dict[str, tuple[str, str]]:
    """By name: the SVG, and its table as CSV. `ranges` for every party, `years` for the partners together."""
    found = {}
    ranges = [
        {
            "variant": _name(variant, number),
            "party": line.party,
            "tenth": round(line.tenth),
            "median": round(line.median),
            "ninetieth": round(line.ninetieth),
        }
        for number, variant in enumerate(variants, 1)
        for line in variant.summaries
    ]
    found["ranges"] = (_svg(_ranges(ranges)), _table(ranges))
    with_pool = [
        (number, variant) for number, variant in enumerate(variants, 1) if variant.years.pool is not None
    ]
    if with_pool:
        years = _years(with_pool)
        found["years"] = (_svg(_histogram(years)), _table(years))
    return found


def _name(variant: Simulated, number: int) -> str:
    return f"{number}: {variant.contract.id}, version {variant.contract.version}"


def _years(variants: Sequence[tuple[int, Simulated]]) -> list[dict[str, Any]]:
    pools = [variant.years.pool for _, variant in variants if variant.years.pool is not None]
    low, high = min(float(pool.min()) for pool in pools), max(float(pool.max()) for pool in pools)
    edges = np.linspace(low, high if high > low else low + 1.0, _BINS + 1)
    rows = []
    for (number, variant), pool in zip(variants, pools, strict=True):
        counts, _ = np.histogram(pool, bins=edges)
        for count, start, end in zip(counts, edges, edges[1:], strict=False):
            rows.append(
                {
                    "variant": _name(variant, number),
                    "from": round(float(start)),
                    "to": round(float(end)),
                    "years": int(count),
                }
            )
    return rows


def _ranges(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("party:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
        yOffset=alt.YOffset("variant:N"),
        color=alt.Color("variant:N", title=None, legend=alt.Legend(**_LEGEND)),
    )
    rule = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("tenth:Q", title="Net result of a year, in $", axis=alt.Axis(format="~s")),
        x2=alt.X2("ninetieth:Q"),
    )
    median = base.mark_point(filled=True, size=70, opacity=1).encode(x=alt.X("median:Q"))
    title = alt.TitleParams(
        "From the 10th to the 90th percentile, dot at the median", anchor="start", fontWeight="normal"
    )
    return alt.layer(rule, median).properties(width=520, height=alt.Step(22), title=title)


def _histogram(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(opacity=0.7)
        .encode(
            x=alt.X(
                "from:Q",
                bin=alt.Bin(binned=True),
                title="To divide in a year, in $",
                axis=alt.Axis(format="~s"),
            ),
            x2=alt.X2("to:Q"),
            y=alt.Y("years:Q", title="Years drawn", stack=None),
            color=alt.Color("variant:N", title=None, legend=alt.Legend(**_LEGEND)),
        )
        .properties(
            width=520,
            height=240,
            title=alt.TitleParams(f"{POOL.capitalize()}", anchor="start", fontWeight="normal"),
        )
    )


def _svg(chart: Any) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def _table(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
