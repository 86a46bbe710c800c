"""The line of reasoning behind an amount: what was worked out, from which figures, by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One line a finance officer can follow with a pocket calculator."""

    title: str
    """What is being worked out."""
    working: str
    """The figures, written out."""
    result: str
    rule: str
    """The rule in words."""
    source: str
    """Where the rule stands: a regulation, or the contract's own clause."""


@dataclass(slots=True)
class Steps:
    """The steps in the order they were taken. Adding one cannot change an amount."""

    lines: list[Step] = field(default_factory=list)

    def add(self, title: str, working: str, result: str, *, rule: str, source: str) -> None:
        """Write down one step."""
        self.lines.append(Step(title, working, result, rule, source))

    def __iter__(self) -> Iterator[Step]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)


class NeedsInput(Exception):
    """The amount cannot be worked out until somebody supplies or clears up an input.

    `column` names the figure, `rule` the rule that needs it; the message is the question in words.
    """

    def __init__(self, column: str, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.column = column
        self.rule = rule

    def __str__(self) -> str:
        return f"{self.column}: {self.args[0]} (rule: {self.rule})"
