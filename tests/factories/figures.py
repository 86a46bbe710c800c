"""Little files to feed: appointments with so many no-shows, and sums as partners make them at home."""

from __future__ import annotations

import json

from commonweal.evidence.measures.catalogue import MEASURES


def no_shows(months: dict[str, tuple[int, int]], year: int = 2026) -> bytes:
    """An appointment file: for each month (two digits) how many appointments, and how many were missed."""
    lines = ["appointment_id,person_id,requested_date,start_datetime,status,data_source"]
    for month, (all_, missed) in months.items():
        for number in range(all_):
            status = "noshow" if number < missed else "fulfilled"
            lines.append(
                f"a{month}-{number},p{number},{year}-{month}-01,{year}-{month}-10 09:00:00,{status},C"
            )
    return ("\n".join(lines) + "\n").encode()


def sums(
    partner: str,
    months: dict[str, tuple[float, float] | None],
    *,
    measure: str = "no_show_rate",
    threshold: int = 11,
) -> bytes:
    """A file of sums: for each month the numerator and denominator, or nothing where it is suppressed."""
    rows = []
    for month, told in months.items():
        year, number = month.split("-")
        end = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}.get(number, "31")
        rows.append(
            {
                "measure": measure,
                "period_start": f"{year}-{number}-01",
                "period_end": f"{year}-{number}-{end}",
                "group_by": "all",
                "group": "all",
                "numerator": told[0] if told else None,
                "denominator": told[1] if told else None,
                "suppressed": told is None,
                "method_version": MEASURES[measure].version,
            }
        )
    content = {
        "format": "commonweal-aggregates-1",
        "partner": partner,
        "input_fingerprint": "f" * 64,
        "suppression_threshold": threshold,
        "rows": rows,
    }
    return json.dumps(content).encode()
