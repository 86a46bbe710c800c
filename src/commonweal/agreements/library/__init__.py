"""Agreements to begin from: plain words with machine-readable terms beside them, one data file a kind."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from commonweal.agreements.rules import Kind


@dataclass(frozen=True)
class Starter:
    """A template: what it is for, its text and its terms. It names no organisation: parties are chosen."""

    name: str
    kind: Kind
    title: str
    purpose: str
    text: str
    terms: dict[str, Any]


@cache
def starters() -> dict[str, Starter]:
    """Every template by its name, in the order of kinds. Raises ValueError for a file that lacks something."""
    found = []
    for file in files(__package__).iterdir():
        if not file.name.endswith(".toml"):
            continue
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        try:
            found.append(
                Starter(
                    name=file.name.removesuffix(".toml"),
                    kind=Kind.of(raw["kind"]),
                    title=raw["title"],
                    purpose=raw["purpose"],
                    text=raw["text"].strip(),
                    terms=raw["terms"],
                )
            )
        except KeyError as error:
            raise ValueError(f"{file.name} does not say {error}.") from error
    order = list(Kind)
    return {one.name: one for one in sorted(found, key=lambda one: order.index(one.kind))}
