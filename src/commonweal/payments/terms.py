"""Reading terms for a page: the library's faults, each with the line on which it stands where that can be found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonweal.settlement.contracts.contract import Contract, parse
from commonweal.settlement.contracts.reader import ContractFaults

NAME = "the terms"
_SYNTAX = re.compile(r"at line (\d+), column \d+")


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the line (from 1) where it stands; 0: it cannot be said."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}" if self.line else self.sentence


class BadTerms(Exception):
    """The terms cannot be settled as they are written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


def read(text: str) -> Contract:
    """The contract that the terms describe. Raises BadTerms with all that is wrong with them."""
    try:
        return parse(text, NAME)
    except ContractFaults as why:
        raise BadTerms([Fault(line_of(text, fault), fault) for fault in why.faults]) from None


def line_of(text: str, fault: str) -> int:
    """The line of a fault the library names as “where, term: message”; the table's head if the term is absent."""
    if found := _SYNTAX.search(fault):
        return int(found[1])
    lines = text.splitlines()
    parts = fault.partition(":")[0].split(", ")
    first, last = 0, len(lines)
    key = ""
    for part in parts:
        if span := _table(lines, part, first, last):
            first, last = span
        else:
            key = part
        if not span and part.startswith("[") and "]." in part:
            # A table written in one line, such as disputes = { days = 30 }.
            outer, _, key = part.partition("].")
            first, last = _table(lines, f"{outer}]", 0, len(lines)) or (first, last)
            break
    head = first if first or last < len(lines) else 0
    if key:
        wanted = re.compile(rf"\s*{re.escape(key)}\s*=")
        for number in range(head, last):
            if wanted.match(lines[number]):
                return number + 1
    return head + 1 if head or (lines[:1] and lines[0].strip() == parts[0]) else 0


def _table(lines: list[str], part: str, first: int, last: int) -> tuple[int, int] | None:
    """First line of a table named `[name]`, `kind id` or `kind number n`, and the line after its last one."""
    inner = part.strip("[]").replace("].", ".").strip()
    if part.startswith("["):
        heads = [n for n in range(first, last) if lines[n].strip() in (f"[{inner}]", f"[[{inner}]]")]
        return (heads[0], _end(lines, heads[0])) if heads else None
    kind, _, name = part.partition(" ")
    if not name:
        return None
    heads = [
        n for n in range(first, last) if re.fullmatch(rf"\[\[(\w+\.)*{re.escape(kind)}\]\]", lines[n].strip())
    ]
    if name.startswith("number ") and name[7:].isdigit():
        index = int(name[7:]) - 1
        return (heads[index], _end(lines, heads[index])) if index < len(heads) else None
    for head in heads:
        end = _end(lines, head)
        if any(re.match(rf"\s*id\s*=\s*[\"']{re.escape(name)}[\"']", line) for line in lines[head:end]):
            return head, end
    return None


def _end(lines: list[str], head: int) -> int:
    return next((n for n in range(head + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
