"""Acts that need a decision. What decides lives in a room above; the acts below ask here.

An act that an alliance may have reserved to one of its bodies says so in one line, inside its transaction and
before it writes:

    require_decision(by, "budget", amount=amount, label=purpose, on=payment)

Where nobody has assigned decisions of that kind, nothing happens. Where a body holds them, the act is refused with a
sentence that names the body, until a decision that was carried covers it; the decision is then used up by this act.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

from commonweal.access.actor import Actor


class Keeper(Protocol):
    """Answers whether somebody was named who decides here; raises Refused where that decision is missing."""

    def __call__(self, by: Actor, kind: str, *, on: Any, amount: Decimal | None, label: str) -> bool: ...


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> Callable[[], None]:
    """Ask this keeper before every act that may need a decision; gives back how to take it away again."""
    if keeper not in _keepers:
        _keepers.append(keeper)

    def remove() -> None:
        if keeper in _keepers:
            _keepers.remove(keeper)

    return remove


def require_decision(
    by: Actor, kind: str, *, on: Any = None, amount: Decimal | None = None, label: str = ""
) -> bool:
    """Raise Refused unless the alliance lets the act go ahead; the answer is whether anybody decides on it at all.

    `kind` is one of the kinds of decision (governance/rules/rights.py); `on` the row acted on, `label` what people
    call it (a decision about something else does not cover it), `amount` what it spends.
    """
    # Every keeper is asked, also after one has answered: each may refuse.
    answers = [keeper(by, kind, on=on, amount=amount, label=label) for keeper in _keepers]
    return any(answers)
