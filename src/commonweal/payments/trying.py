"""Simulating variants that somebody pasted into a page: texts in, drawn years out; no file of the server is read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from commonweal.payments import terms
from commonweal.settlement.contracts.reader import ContractFaults
from commonweal.settlement.simulation import plan, report
from commonweal.settlement.steps import NeedsInput

MOST_VARIANTS = 3
TRIALS = 2000
EXPECTED, MONTHS = "figures.csv", "months.csv"


class CannotTry(Exception):
    """The variant cannot be simulated; the sentence says why."""


def simulate(
    variants: Sequence[str], *, figures: str, months: str, trials: int = TRIALS
) -> list[report.Simulated]:
    """Draw the same years for every variant. Raises BadTerms for the terms, CannotTry for the rest."""
    found: list[report.Simulated] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / EXPECTED).write_text(figures, encoding="utf-8")
        (folder / MONTHS).write_text(months, encoding="utf-8")
        for number, text in enumerate(variants, 1):
            contract = terms.read(text)
            # The names of files in the terms are not followed: they are somebody else's words about a folder here.
            files = {
                key: value
                for key, value in (("figures", EXPECTED), ("months", MONTHS))
                if key in contract.simulation
            }
            contract = replace(contract, simulation={**contract.simulation, **files})
            label = f"Variant {number}"
            try:
                planned = plan.read(contract, folder, label)
                seed = found[0].seed if found else None
                found.append(report.simulate(contract, planned, trials=trials, seed=seed))
            except ContractFaults as why:
                raise CannotTry(f"{label}: {'; '.join(why.faults)}.") from None
            except NeedsInput as why:
                raise CannotTry(f"{label} cannot be simulated: {why}.") from None
    return found
