"""Quality gates: conditions that must hold before something is earned. A gate may need other gates,
never itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from commonweal.settlement.amounts import NotANumber, percent, plain_number, read_number, read_rate
from commonweal.settlement.contracts.figures import Figures
from commonweal.settlement.contracts.reader import Reader
from commonweal.settlement.steps import Steps

_CONDITION = re.compile(r"(?P<figure>[\w.\-]+)\s+(?P<side>at least|at most)\s+(?P<value>.+)")
_OTHER = re.compile(r"gate\s+(?P<gate>[\w.\-]+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A figure that must reach (or not pass) a value, or another gate that must be open."""

    text: str
    figure: str
    at_least: bool
    value: Decimal
    is_rate: bool
    gate: str


@dataclass(frozen=True, slots=True)
class Gate:
    """All (or any) of its conditions must hold."""

    id: str
    clause: str
    needs_all: bool
    conditions: tuple[Condition, ...]


def read(readers: list[Reader]) -> dict[str, Gate]:
    """The contract's gates; faults are noted for conditions that cannot be read, strangers and circles."""
    gates: dict[str, Gate] = {}
    for reader in readers:
        name = reader.text("id")
        if reader.has("all_of") == reader.has("any_of"):
            reader.fault("", "give either all_of or any_of")
        needs_all = reader.has("all_of")
        texts = reader.texts("all_of" if needs_all else "any_of")
        found = [condition for text in texts if (condition := _condition(text, reader)) is not None]
        if name in gates:
            reader.fault("id", f"there are two gates {name}")
        gates[name] = Gate(name, reader.text("clause", ""), needs_all, tuple(found))
        reader.done()
    for reader, gate in zip(readers, gates.values(), strict=False):
        for condition in gate.conditions:
            if condition.gate and condition.gate not in gates:
                reader.fault("conditions", f"there is no gate {condition.gate}")
        if circle := _circle(gate.id, gates):
            reader.fault("", f"the quality gates wait for each other in a circle: {' → '.join(circle)}")
    return gates


def _condition(text: str, reader: Reader) -> Condition | None:
    if found := _OTHER.fullmatch(text):
        return Condition(text, "", at_least=True, value=Decimal(0), is_rate=False, gate=found["gate"])
    if found := _CONDITION.fullmatch(text):
        written = found["value"].strip()
        is_rate = written.endswith("%")
        try:
            value = read_rate(written) if is_rate else read_number(written)
        except NotANumber as why:
            reader.fault("conditions", f"“{text}”: {why}")
            return None
        if value is not None:
            return Condition(text, found["figure"], found["side"] == "at least", value, is_rate, gate="")
    reader.fault(
        "conditions",
        f"“{text}” is not understood; write “quality_score at least 60 %”, “falls at most 12” or "
        f"“gate access”",
    )
    return None


def _circle(start: str, gates: Mapping[str, Gate]) -> list[str]:
    """The way from a gate back to itself, or nothing."""

    def walk(name: str, way: list[str]) -> list[str]:
        for condition in gates[name].conditions if name in gates else ():
            if condition.gate == start:
                return [*way, start]
            if (
                condition.gate
                and condition.gate not in way
                and (found := walk(condition.gate, [*way, condition.gate]))
            ):
                return found
        return []

    return walk(start, [start])


def is_open(name: str, gates: Mapping[str, Gate], figures: Figures, steps: Steps) -> bool:
    """Whether a gate is open. Raises NeedsInput for a figure that is missing or cannot be read."""
    gate = gates[name]
    rule = f"quality gate {name}"
    results = []
    workings = []
    for condition in gate.conditions:
        if condition.gate:
            held = is_open(condition.gate, gates, figures, steps)
            workings.append(f"gate {condition.gate} is {'open' if held else 'closed'}")
        else:
            if condition.is_rate:
                value = figures.rate(condition.figure, rule=rule, most=Decimal(10))
                shown = percent(value)
            else:
                value = figures.amount(condition.figure, rule=rule)
                shown = plain_number(value)
            held = value >= condition.value if condition.at_least else value <= condition.value
            workings.append(f"{condition.text}: {shown}, {'yes' if held else 'no'}")
        results.append(held)
    opened = all(results) if gate.needs_all else any(results)
    steps.add(
        f"Gate {name}",
        "; ".join(workings),
        "open" if opened else "closed",
        rule=f"{'all' if gate.needs_all else 'any'} of the conditions must hold",
        source=f"contract, clause {gate.clause}" if gate.clause else "contract",
    )
    return opened
