"""From a row's cells to the inputs of a settlement: typed, checked for absurdity, with the question to
ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from commonweal.settlement.amounts import ONE, NotANumber, money, percent, plain_number, read_number
from commonweal.settlement.mssp import layout
from commonweal.settlement.mssp.public_file import PublicFile, Row
from commonweal.settlement.mssp.tracks import ParameterSet, parameter_set, years_of
from commonweal.settlement.steps import NeedsInput

_LEAST_PER_PERSON, _MOST_PER_PERSON = Decimal(1_000), Decimal(250_000)
"""Yearly cost per assigned person outside which a benchmark is taken for a slip (the files: 9,000 to
53,000).
"""
_LARGEST_RATE = Decimal("0.5")
"""A saving or loss beyond half of the benchmark is taken for a slip (the files: −25 % to +26 %)."""
_PAY_FOR_REPORTING = re.compile(r"P4R|PAY.?FOR.?REPORTING", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an organisation's year is settled from. None: not in the row. Rates are fractions, money in
    dollars.
    """

    year: int
    people: int | None
    benchmark: Decimal
    expenditure: Decimal
    terms: ParameterSet
    quality: Decimal | None
    quality_unit: Decimal
    """Half of the last printed decimal of the quality score."""
    standard_met: bool | None
    alternative_met: bool | None
    printed_minimum: Decimal | None
    minimum_unit: Decimal
    adjustment: Decimal | None
    """What disaster relief forgives of a loss; None when the file has no such column."""
    revenue: Decimal | None
    high_revenue: bool
    year_of_agreement: int | None
    part_of_losses: bool
    half_year: bool | None
    guardrail: bool
    reduced: bool | None
    may_share_reduced: bool
    """Low revenue, BASIC track, agreement begun in 2024 or later: whom reduced sharing may concern."""


def amount(row: Row, ours: str, header: str, *, rule: str) -> Decimal | None:
    """The number in a cell; raises NeedsInput when it is not one."""
    try:
        return read_number(row.cells.get(ours, ""))
    except NotANumber as why:
        raise NeedsInput(header, str(why), rule=rule) from None


def flag(text: str, header: str, *, rule: str) -> bool | None:
    """A 0/1 cell; None when empty. Raises NeedsInput for anything else."""
    cell = text.strip().casefold()
    if cell in ("1", "1.0", "y", "yes", "true"):
        return True
    if cell in ("0", "0.0", "n", "no", "false"):
        return False
    if cell in ("", "-", ".", "*"):
        return None
    raise NeedsInput(header, f"“{text.strip()}” is neither 0 nor 1", rule=rule)


def benchmark_and_expenditure(row: Row, file: PublicFile) -> tuple[Decimal, Decimal]:
    """The two amounts everything starts from. Raises NeedsInput when missing, negative or absurd."""
    rule = "savings = benchmark − expenditure"
    found = {}
    for ours, least in (("benchmark", ONE), ("expenditure", Decimal(0))):
        header = file.headers[ours]
        value = amount(row, ours, header, rule=rule)
        if value is None:
            raise NeedsInput(header, "the amount is missing", rule=rule)
        if value < least:
            raise NeedsInput(header, f"{money(value)} cannot be a year's {ours}", rule=rule)
        found[ours] = value
    return found["benchmark"], found["expenditure"]


def check_plausible(benchmark: Decimal, expenditure: Decimal, people: int | None, file: PublicFile) -> None:
    """Refuse figures no year has had: a slip of a decimal point must not become a payment. Raises
    NeedsInput.
    """
    rate = (benchmark - expenditure) / benchmark
    if abs(rate) > _LARGEST_RATE:
        raise NeedsInput(
            file.headers["expenditure"],
            f"{money(expenditure)} against a benchmark of {money(benchmark)} is a difference of "
            f"{percent(rate)}; "
            "one of the two is probably wrong",
            rule=f"a difference beyond {percent(_LARGEST_RATE)} is not settled unasked",
        )
    if people and not _LEAST_PER_PERSON <= benchmark / people <= _MOST_PER_PERSON:
        raise NeedsInput(
            file.headers["people"],
            f"{money(benchmark)} for {people:,} people is {money(benchmark / people)} each; one of "
            f"the two is "
            "probably wrong",
            rule="a benchmark per person between $1,000 and $250,000 a year",
        )


def read_inputs(row: Row, file: PublicFile, year: int, benchmark: Decimal, expenditure: Decimal) -> Inputs:
    """All inputs of a row. Raises NeedsInput naming the column and the rule for the first that cannot
    be read.
    """
    people = _people(row, file)
    check_plausible(benchmark, expenditure, people, file)
    terms = _terms(row, file, year)
    quality, quality_unit = _quality(row, file, year)
    minimum = layout.rate(
        row.cells.get("minimum", ""),
        file.minimum_notation,
        layout.MINIMUM_BOUNDARY,
        column=file.headers.get("minimum", "MinSavPerc"),
        rule="minimum savings rate",
    )
    if minimum is not None and not 0 <= minimum <= layout.MINIMUM_BOUNDARY:
        raise NeedsInput(
            file.headers["minimum"], f"{percent(minimum)} is no minimum savings rate", rule="0 to 20 %"
        )
    standard = _flag(row, file, "standard", "Met_QPS")
    if standard is None and year <= 2015 and "standard" not in file.headers and quality is not None:
        # The first files have no such column: whoever reported completely has a score, whoever did not
        # has none.
        standard = quality > 0
    adjustment = amount(row, "adjustment", "DisAdj", rule="disaster relief on losses")
    if "adjustment" in file.headers and adjustment is None and year != 2020:
        # An empty cell means no relief, except in 2020, when everybody was relieved of everything.
        adjustment = Decimal(0)
    category = row.cells.get("revenue_category", "").strip().casefold()
    year_of_agreement = _year_of_agreement(row, year)
    begun_since_2024 = year_of_agreement is not None and year - year_of_agreement + 1 >= 2024
    return Inputs(
        year=year,
        people=people,
        benchmark=benchmark,
        expenditure=expenditure,
        terms=terms,
        quality=quality,
        quality_unit=quality_unit,
        standard_met=standard,
        alternative_met=_flag(row, file, "alternative", "Met_AltQPS"),
        printed_minimum=minimum,
        minimum_unit=file.minimum_unit,
        adjustment=None if adjustment is None else abs(adjustment),
        revenue=_revenue(row, file),
        high_revenue=category.startswith("high"),
        year_of_agreement=year_of_agreement,
        part_of_losses=bool(_flag(row, file, "part_of_losses", "Prorate_Shared_Losses")),
        half_year=_half_year(row, file, year, terms),
        guardrail=bool(_flag(row, file, "guardrail", "Guardrail")),
        reduced=_flag(row, file, "reduced", "ReducedSS"),
        may_share_reduced=begun_since_2024 and category.startswith("low") and terms.track in "ABCDE",
    )


def _flag(row: Row, file: PublicFile, ours: str, header: str) -> bool | None:
    return flag(row.cells.get(ours, ""), file.headers.get(ours, header), rule="a flag is 0 or 1")


def _people(row: Row, file: PublicFile) -> int | None:
    rule = "minimum savings rate by size"
    value = amount(row, "people", file.headers["people"], rule=rule)
    if value is None:
        return None
    if value <= 0 or value != value.to_integral_value():
        raise NeedsInput(file.headers["people"], f"{plain_number(value)} is no number of people", rule=rule)
    return int(value)


def _terms(row: Row, file: PublicFile, year: int) -> ParameterSet:
    rule = "the track decides the terms"
    cell = row.cells.get("track", "").strip()
    if cell and cell not in ("-", ".", "*"):
        column, code = file.headers["track"], layout.track_code(cell)
        if code is None:
            raise NeedsInput(column, f"“{cell}” is no track", rule=rule)
    else:
        column = file.headers.get("track", "Current_Track_…")
        chosen = [
            track for track, text in row.flags.items() if flag(text, layout.TRACK_FLAGS[track][0], rule=rule)
        ]
        if len(chosen) != 1:
            raise NeedsInput(
                column,
                f"{len(chosen)} tracks are flagged ({', '.join(chosen)})" if chosen else "no track is given",
                rule=rule,
            )
        code = chosen[0]
    terms = parameter_set(code, year)
    if terms is None:
        held = years_of(code)
        raise NeedsInput(
            column,
            f"no parameter set for track {code} in {year}; it held in {held[0]}–{held[-1]}",
            rule=rule,
        )
    return terms


def _quality(row: Row, file: PublicFile, year: int) -> tuple[Decimal | None, Decimal]:
    column, cell = file.headers["quality"], row.cells.get("quality", "").strip()
    if _PAY_FOR_REPORTING.fullmatch(cell):
        # In an organisation's first year complete reporting is full quality (42 CFR 425.502(a)(1)).
        return ONE, Decimal(0)
    score = layout.rate(
        cell, file.quality_notation, layout.QUALITY_BOUNDARY, column=column, rule="quality score"
    )
    if score is None:
        return None, Decimal(0)
    if not 0 <= score <= 1:
        raise NeedsInput(column, f"{percent(score)} is no quality score", rule="0 to 100 %")
    return score, file.quality_unit


def _revenue(row: Row, file: PublicFile) -> Decimal | None:
    header = file.headers.get("revenue", layout.COLUMNS["revenue"][0])
    value = amount(row, "revenue", header, rule="loss cap on revenue")
    if value is not None and value < 0:
        raise NeedsInput(header, f"{money(value)} cannot be a year's revenue", rule="loss cap on revenue")
    return value


def _year_of_agreement(row: Row, year: int) -> int | None:
    cell = row.cells.get("start", "").strip()
    if found := re.fullmatch(r"\d{1,2}/\d{1,2}/(\d{2}|\d{4})", cell):
        start = int(found[1]) + (2000 if len(found[1]) == 2 else 0)
    elif found := re.fullmatch(r"(\d{4})-\d{2}-\d{2}.*", cell):
        start = int(found[1])
    else:
        return None
    # Whoever began in 2012 had a first performance year that ran to the end of 2013 (42 CFR 425.200(b)).
    return year - start + (0 if start == 2012 else 1)


def _half_year(row: Row, file: PublicFile, year: int, terms: ParameterSet) -> bool | None:
    if year != 2019:
        return False
    if terms.track in ("A", "B", "C", "D", "E", "EN"):
        return True  # these tracks began on 1 July 2019
    return _flag(row, file, "six_months", "Participation_Six_Months")
