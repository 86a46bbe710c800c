"""Constants that stand in a statement themselves, not as its parameters."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, Value

_PLAIN = re.compile(r"[a-z][a-z_-]*")


class Written(Value):
    """A word of an enumeration, written into the statement.

    A statement that is planned once for all its parameters can use a partial index only where the constants of the
    index's condition stand in the statement too.

    Raises ValueError for anything but small letters and dashes: what somebody typed in is always a parameter.
    """

    def __init__(self, word: str) -> None:
        if not _PLAIN.fullmatch(word):
            raise ValueError(f"{word!r} is no word of an enumeration")
        super().__init__(str(word))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        """The word in quotes."""
        return f"'{self.value}'", ()


def written(condition: Q) -> Q:
    """The same condition with its words written into the statement, as an index's condition has them."""
    said = Q(_connector=condition.connector, _negated=condition.negated)
    said.children = [
        written(child) if isinstance(child, Q) else _lookup(child) for child in condition.children
    ]
    return said


def _lookup(said: Any) -> tuple[str, Any]:
    name, value = said
    return name, _value(value)


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return Written(value)
    if isinstance(value, list):
        return [_value(one) for one in value]
    return value
