"""What somebody may have meant by a word that stands nowhere in the directory. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable


def distance(one: str, other: str, most: int = 3) -> int:
    """Letters to add, drop, change or swap with a neighbour to make one word the other; `most` + 1 means more.

    Optimal string alignment (a Damerau–Levenshtein distance in which no part is edited twice).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = list(range(len(other) + 1)), list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, sign in enumerate(other, start=1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest, if it is near enough: one slip in short words, two from six letters on."""
    allowed = 1 if len(word) < 6 else 2
    best = min(((distance(word, other, allowed), other) for other in known), default=(allowed + 1, ""))
    return best[1] if best[0] <= allowed else None
