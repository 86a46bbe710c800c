"""The `[simulation]` table of a contract: what is drawn, from where, and what stays as expected."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

from commonweal.settlement.amounts import HUNDRED, ONE, ZERO, NotANumber, exact, read_number, read_rate
from commonweal.settlement.contracts import figures as table
from commonweal.settlement.contracts.contract import Contract
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.reader import ContractFaults, Reader
from commonweal.settlement.texts import decode

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one figure is drawn: a triangle (low, usual, high) or a bell curve (mean, standard deviation)."""

    low: float
    usual: float
    high: float
    mean: float
    deviation: float
    is_rate: bool

    @property
    def triangular(self) -> bool:
        """Whether it is drawn from a triangle."""
        return self.deviation == 0


@dataclass(frozen=True, slots=True)
class LargeClaims:
    """Rare, costly years of single members: how many, from which size, how long the tail, cut off where."""

    per_1000_a_year: float
    smallest: float
    tail: float
    cut_off: float


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost per member and month: the alliance's own months, or a bell curve with large claims on top."""

    months: Floats
    """Cost per member of each month without what lies above the large-claim threshold; empty for a
    bell curve.
    """
    weights: Floats
    mean: float
    deviation: float
    large: LargeClaims | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a simulation needs beside the contract's terms."""

    expected: Figures
    cost: Cost | None
    spreads: dict[str, Spread]
    seed: int
    assumptions: tuple[str, ...]


def read(contract: Contract, folder: Path, name: str) -> Plan:
    """The plan of a contract read from a file in `folder`. Raises ContractFaults with all that is wrong."""
    faults: list[str] = []
    if not contract.simulation:
        raise ContractFaults(name, ["it has no table [simulation], so nothing says what may vary"])
    reader = Reader(contract.simulation, "[simulation]", faults)
    with exact():
        expected = _expected(reader, folder)
        cost, said = _cost(reader, folder)
        spreads = {}
        draws = reader.table("draws")
        for figure in () if draws is None else contract.simulation["draws"]:
            assert draws is not None
            item = draws.table(figure)
            if item is not None:
                spreads[figure] = _spread(item)
        seed = reader.count("seed", 1)
        reader.done()
    if faults:
        raise ContractFaults(name, faults)
    assert expected is not None
    for figure, spread in spreads.items():
        form = "triangle" if spread.triangular else "bell curve"
        said.append(f"{figure} is drawn from a {form}")
    return Plan(expected, cost, spreads, seed, tuple(said))


def _open(reader: Reader, key: str, folder: Path) -> str | None:
    name = reader.text(key)
    path = folder / name
    if not name or not path.is_file():
        reader.fault(key, f"there is no file {name} beside the contract")
        return None
    return decode(path.read_bytes())


def _expected(reader: Reader, folder: Path) -> Figures | None:
    text = _open(reader, "figures", folder)
    if text is None:
        return None
    try:
        return table.parse(text, reader.text("figures"))
    except table.UnreadableFigures as why:
        reader.fault("figures", str(why))
        return None


def _cost(reader: Reader, folder: Path) -> tuple[Cost | None, list[str]]:
    nothing = np.empty(0)
    if reader.has("months"):
        text = _open(reader, "months", folder)
        forward = reader.rate("bring_forward", ZERO)
        if text is None:
            return None, []
        months, weights = _months(reader, text)
        said = f"cost: {months.size} months of the alliance's own, drawn with replacement, twelve to a year"
        if forward:
            said += f", brought forward by {forward * 100:f} %"
        return Cost(months * float(ONE + forward), weights, 0.0, 0.0, None), [
            said + "; what lies above the large-claim threshold is left out"
        ]
    item = reader.table("cost")
    if item is None:
        return None, []
    mean = item.amount("per_member_month")
    large = None
    said = f"cost: bell curve around ${mean:f} per member and month, spread {{}}"
    spread = item.rate("spread")
    if item.has("large_claims_per_1000"):
        large = LargeClaims(
            float(item.amount("large_claims_per_1000")),
            float(item.amount("large_claim_from")),
            float(item.amount("large_claim_tail")),
            float(item.amount("large_claims_cut_off")),
        )
        if large.tail <= 1 or large.cut_off < large.smallest:
            item.fault("large_claim_tail", "a tail above 1 and a cut-off above the smallest claim are needed")
        said += f", with large claims cut off at ${large.cut_off:,.0f}"
    item.done()
    deviation = float(mean * spread)
    return Cost(nothing, nothing, float(mean), deviation, large), [said.format(f"{spread * HUNDRED:f} %")]


def _months(reader: Reader, text: str) -> tuple[Floats, Floats]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    wanted = ("member_months", "cost", "large_claims")
    if missing := [column for column in wanted[:2] if column not in (rows.fieldnames or ())]:
        reader.fault("months", f"the file has no column {', '.join(missing)}")
        return np.ones(1), np.ones(1)
    costs, weights = [], []
    for row in rows:
        try:
            numbers = [read_number(row.get(column) or "") or Decimal(0) for column in wanted]
        except NotANumber as why:
            reader.fault("months", f"line {rows.line_num}: {why}")
            continue
        members, cost, large = numbers
        if members <= 0 or cost - large < 0:
            reader.fault("months", f"line {rows.line_num}: no members, or large claims above the cost")
            continue
        costs.append(float((cost - large) / members))
        weights.append(float(members))
    if len(costs) < 6:
        reader.fault("months", f"{len(costs)} usable months; at least six are needed to draw from")
    return np.array(costs or [1.0]), np.array(weights or [1.0])


def _spread(reader: Reader) -> Spread:
    def value(key: str) -> tuple[float, bool]:
        text = reader.scalar(key)
        try:
            number = read_rate(text) if text.endswith("%") else read_number(text)
        except NotANumber as why:
            reader.fault(key, str(why))
            number = None
        return float(number or 0), text.endswith("%")

    if reader.has("mean"):
        mean, is_rate = value("mean")
        deviation = mean * float(reader.rate("spread"))
        reader.done()
        return Spread(0.0, 0.0, 0.0, mean, deviation, is_rate)
    (low, a), (usual, b), (high, c) = value("low"), value("usual"), value("high")
    if len({a, b, c}) > 1:
        reader.fault("", "low, usual and high are written in two ways; give all a percent sign or none")
    if not low <= usual <= high:
        reader.fault("", "low, usual and high must rise")
    reader.done()
    return Spread(low, usual, high, 0.0, 0.0, a)
