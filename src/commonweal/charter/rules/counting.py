"""Counting a population in a partner's files, at the partner's; and reading the count that came of it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from commonweal.evidence.cohorts.population_rule import BadRule, PopulationRule
from commonweal.evidence.disclosure import THRESHOLD, is_small

KIND = "commonweal population count"
MOST_BYTES = 100_000


class CannotDo(Exception):
    """The count cannot be made or read, in words."""


@dataclass(frozen=True)
class Counted:
    """A count as it was read from a partner's file."""

    partner: str
    rule: PopulationRule
    first: date
    last: date
    people: int | None
    member_months: int | None
    paid: Decimal | None
    threshold: int
    fingerprint: str
    method: str
    left_out: tuple[str, ...]


def count_files(rule: Path, path: Path, source: str, first: str, last: str, partner: str) -> dict[str, Any]:
    """The count of a rule in files of one of evidence's layouts, as plain values. Raises CannotDo."""
    import duckdb

    from commonweal.evidence.cohorts.population import VERSION, CannotCount, count
    from commonweal.evidence.engines.backend import DuckDBBackend
    from commonweal.evidence.engines.period import Period
    from commonweal.evidence.engines.world import World
    from commonweal.evidence.sources import mapping, synthea, tuva
    from commonweal.evidence.sources.load import load

    asked = read_rule(rule.read_bytes(), rule.name)
    starts, ends = _month(first), _month(last)
    if ends < starts:
        raise CannotDo(f"--from {first} is after --to {last}.")
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    connection.execute("set enable_progress_bar = false")
    connection.execute("set memory_limit = '700MB'")
    try:
        if source == "files":
            readings = mapping.readings(connection, path)
        else:
            readings = (tuva if source == "tuva" else synthea).readings(connection, path)
        loaded = load(connection, readings)
        world = World(DuckDBBackend(connection), loaded.present, Period.of(starts, ends))
        found = count(world, asked)
    except (mapping.MappingError, CannotCount) as why:
        raise CannotDo(str(why)) from why
    except duckdb.OutOfMemoryException as why:
        raise CannotDo("The memory was not enough for these files. Count fewer months at once.") from why
    finally:
        connection.close()
    return {
        "kind": KIND,
        "method": VERSION,
        "partner": partner,
        "rule": asked.plain(),
        "from": f"{starts:%Y-%m}",
        "to": f"{ends:%Y-%m}",
        "people": found.people,
        "member_months": found.member_months,
        "paid": None if found.paid is None else str(found.paid),
        "threshold": THRESHOLD,
        "hidden": found.hidden,
        "left_out": list(found.left_out),
        "input_fingerprint": loaded.fingerprint.result(),
    }


def read_rule(content: bytes, name: str) -> PopulationRule:
    """A rule from TOML. Raises CannotDo."""
    try:
        return PopulationRule.of(tomllib.loads(content.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise CannotDo(f"{name} is no TOML: {why}.") from why
    except BadRule as why:
        raise CannotDo(f"{name}: {why}") from why


def _month(text: str) -> date:
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except ValueError as why:
        raise CannotDo(f"{text} is no month; write it as 2017-05.") from why


def read_count(content: bytes) -> Counted:
    """A count as a partner's command wrote it. Raises CannotDo for anything else, with what to do."""
    again = "Make it again with `commonweal charter population` and upload that file."
    if len(content) > MOST_BYTES:
        raise CannotDo(f"The file is too large to be a count. {again}")
    try:
        given = json.loads(content.decode("utf-8-sig"))
        if not isinstance(given, dict) or given.get("kind") != KIND:
            raise CannotDo(f"The file is no count of a population. {again}")
        paid = None if given["paid"] is None else Decimal(str(given["paid"]))
        read = Counted(
            str(given["partner"])[:200],
            PopulationRule.of(given["rule"]),
            _month(str(given["from"])),
            _month(str(given["to"])),
            _whole(given["people"]),
            _whole(given["member_months"]),
            paid,
            int(given["threshold"]),
            str(given["input_fingerprint"])[:80],
            str(given["method"])[:20],
            tuple(str(one)[:300] for one in list(given["left_out"])[:20]),
        )
    except BadRule as why:
        raise CannotDo(f"The rule in the file cannot be: {why} {again}") from why
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError, OverflowError) as why:
        raise CannotDo(f"The file has the head of a count, but not its figures. {again}") from why
    if read.threshold < THRESHOLD or is_small(read.people, THRESHOLD):
        raise CannotDo(f"The file shows fewer than {THRESHOLD} people. Nothing was kept. {again}")
    if read.people is None and (read.member_months is not None or read.paid is not None):
        raise CannotDo(
            f"The file hides the people, but not what follows from them. Nothing was kept. {again}"
        )
    if read.last < read.first or (
        paid is not None and not (paid.is_finite() and abs(paid) < Decimal(10) ** 13)
    ):
        raise CannotDo(f"A figure of the file cannot be. {again}")
    return read


def _whole(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError("no count")
    return value
