"""Small public use files of our own making, written the way each year's files were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from commonweal.settlement.mssp import public_file, settlement
from commonweal.settlement.mssp.settlement import Settled

DEFAULTS: dict[str, str] = {
    "ACO_ID": "A0001",
    "ACO_Name": "Harbor Health Partners",
    "Current_Track": "EN",
    "N_AB": "20000",
    "MinSavPerc": "2.00%",
    "DisAdj": "",
    "Met_QPS": "1",
    "QualScore": "80.00%",
    "ABtotBnchmk": "200000000",
    "ABtotExp": "190000000",
    "Rev_Exp_Cat": "Low Revenue",
    "EarnSaveLoss": "",
}


def csv_text(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows under the headers of the first; every cell quoted, so that a test may write what it likes."""
    headers = list(rows[0])
    lines = [",".join(headers)]
    lines += [",".join(f'"{row.get(header, "")}"' for header in headers) for row in rows]
    return "\n".join(lines) + "\n"


def recent(*changes: Mapping[str, str], without: Sequence[str] = ()) -> str:
    """A file as printed since 2021: one row for each mapping of changes to the defaults."""
    extra = {key: "" for change in changes for key in change}
    rows = []
    for number, change in enumerate(changes or ({},), 1):
        row = {**extra, **DEFAULTS, "ACO_ID": f"A{number:04}", **change}
        rows.append({key: value for key, value in row.items() if key not in without})
    return csv_text(rows)


def settle(folder: Path, text: str | bytes, year: int) -> list[Settled]:
    """Write a file and settle it."""
    path = folder / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return settlement.settle(public_file.read(path), year)
