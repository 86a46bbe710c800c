"""Suggesting a theme for what somebody wrote, from what people sorted before; docs/methods/feedback-themes.md.

Multinomial naive Bayes with Laplace smoothing over word stems (Manning, Raghavan and Schütze 2008, chapter 13), and
the words in which a theme differs. It suggests; people sort.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "y", "e")
STOP = frozenset(
    "the and for that this with have has had was were are you your they them their our not but from all can will "
    "would could should there here when what who how why get got been being just very than then its out too any "
    "one two also more most some such only own same her him his she into over after before about because "
    "los las una uno del que por para con sin como pero más muy fue son está están han hay nos sus ese esa esto "
    "eso desde cuando donde porque todo toda todos también".split()
)
FEWEST = 3
"""A theme learns from at least so many sorted texts."""
SURE = 0.6
"""Below this share no theme is suggested."""


@dataclass(frozen=True)
class Suggestion:
    """A theme, how likely it is among the themes (0 to 1), and the words that speak for it."""

    theme: str
    share: float
    words: tuple[str, ...]


def stem(word: str) -> str:
    """A word without its commonest endings, so that “rides” and “ride” are one."""
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= 3), "")
    return word.removesuffix(ending)


def stems(text: str) -> list[str]:
    """The stems of a text's words, without those that say nothing."""
    return [stem(word) for word in _WORD.findall(text.lower()) if word not in STOP]


class Learned:
    """What is known from texts that people sorted: (text, theme) pairs."""

    def __init__(self, sorted_texts: Iterable[tuple[str, str]]) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.texts: Counter[str] = Counter()
        for text, theme in sorted_texts:
            self.counts.setdefault(theme, Counter()).update(stems(text))
            self.texts[theme] += 1
        for theme in [theme for theme, number in self.texts.items() if number < FEWEST]:
            del self.counts[theme], self.texts[theme]
        self.vocabulary = set().union(*self.counts.values()) if self.counts else set()

    def suggest(self, text: str) -> Suggestion | None:
        """The likeliest theme, if it is likely enough and a word of it is known."""
        words = [word for word in stems(text) if word in self.vocabulary]
        if not words or len(self.counts) < 2:
            return None
        total = sum(self.texts.values())
        scores = {
            theme: math.log(self.texts[theme] / total) + sum(self._log(word, theme) for word in words)
            for theme in self.counts
        }
        best = max(scores, key=lambda theme: (scores[theme], theme))
        share = 1 / sum(math.exp(score - scores[best]) for score in scores.values())
        if share < SURE:
            return None
        others = [theme for theme in scores if theme != best]
        told = sorted(
            set(words),
            key=lambda word: max(self._log(word, theme) for theme in others) - self._log(word, best),
        )
        # People are shown their own words, not stems.
        own = {stem(word): word for word in reversed(_WORD.findall(text.lower()))}
        return Suggestion(best, share, tuple(own[word] for word in told[:3]))

    def _log(self, word: str, theme: str) -> float:
        counts = self.counts[theme]
        return math.log((counts[word] + 1) / (counts.total() + len(self.vocabulary)))


def common_words(texts: Sequence[str], most: int = 8) -> list[tuple[str, int]]:
    """Pairs of words that stand in several texts, for naming new themes: each with the number of texts."""
    found: Counter[str] = Counter()
    for text in texts:
        words = [word for word in _WORD.findall(text.lower()) if word not in STOP]
        found.update({f"{one} {two}" for one, two in itertools.pairwise(words)} | set(words))
    several = [(words, number) for words, number in found.items() if number >= 2]
    return sorted(several, key=lambda one: (-one[1] * (1 + one[0].count(" ")), one[0]))[:most]
