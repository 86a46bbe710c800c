"""The chain of acts, worked out without the database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest

from commonweal.audit import rules


@dataclass(frozen=True)
class Row:
    number: int
    facts: tuple
    previous: bytes
    digest: bytes


def chain(length: int) -> list[Row]:
    rows, before = [], b""
    for number in range(1, length + 1):
        facts = (
            None,
            number,
            datetime(2026, 3, 1, 12, tzinfo=UTC),
            None,
            "Ana",
            None,
            "",
            "x.y",
            "",
            None,
            None,
            "{}",
        )
        digest = rules.link(before, facts)
        rows.append(Row(number, facts, before, digest))
        before = digest
    return rows


def test_the_text_of_an_act_is_its_facts_with_separators() -> None:
    facts = (
        UUID(int=1),
        7,
        datetime(2026, 3, 1, 12, 0, 5, 42, tzinfo=UTC),
        None,
        "Ana Ñ",
        None,
        "",
        "a.b",
        "",
        None,
        None,
        '{"n": 1}',
    )
    text = rules.act_text(facts)
    assert text.split("\x1f") == [
        "00000000-0000-0000-0000-000000000001", "7", "2026-03-01T12:00:05.000042Z", "", "Ana Ñ", "", "", "a.b", "",
        "", "", '{"n": 1}',
    ]  # fmt: skip
    assert rules.link(b"before", facts) == sha256(b"before" + text.encode()).digest()


def test_a_whole_chain_is_whole() -> None:
    rows = chain(5)
    assert rules.verify(rows, number=5, digest=rows[-1].digest) == rules.Verdict(5)
    assert rules.verify([], number=0, digest=b"") == rules.Verdict(0)


@pytest.mark.parametrize(
    ("spoil", "broken_at", "words"),
    [
        (
            lambda rows: [
                *rows[:2],
                replace(rows[2], facts=(*rows[2].facts[:4], "Eve", *rows[2].facts[5:])),
                *rows[3:],
            ],
            3,
            "changed",
        ),
        (lambda rows: [*rows[:2], *rows[3:]], 3, "missing"),
        (lambda rows: rows[:4], 5, "missing"),
        (lambda rows: [*rows[:2], rows[1], *rows[2:]], 2, "twice"),
        (lambda rows: [*rows[:2], replace(rows[2], previous=b"other"), *rows[3:]], 3, "does not follow"),
        (lambda rows: rows[1:], 1, "missing"),
    ],
)
def test_what_was_done_to_a_chain_is_found(spoil, broken_at: int, words: str) -> None:
    rows = chain(5)
    verdict = rules.verify(spoil(rows), number=5, digest=rows[-1].digest)
    assert verdict.broken_at == broken_at
    assert words in verdict.reason


def test_an_end_that_was_put_in_the_place_of_another_is_found() -> None:
    rows = chain(3)
    assert rules.verify(rows, number=3, digest=b"another").broken_at == 3
