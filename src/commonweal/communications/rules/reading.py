"""How hard a text is to read, by formulas that were published; docs/methods/reading-level.md.

English: Flesch-Kincaid grade (Kincaid and others 1975), in years of school. Spanish: the readability of Fernández
Huerta (1959), turned into a grade by the bands of its scale. Other languages: LIX (Björnsson 1968), by its bands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonweal.communications.rules import blocks

_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_SPANISH_NUCLEUS = re.compile(r"[iuü]?[aeoáéó][iuy]?|[iuü]+|[íú]")
FEWEST_WORDS = 30
"""With fewer words a formula says nothing."""
_SPANISH_BANDS = ((90, 5.0), (80, 6.0), (70, 7.0), (60, 9.0), (50, 12.0), (30, 14.0))
_LIX_BANDS = ((25, 4.0), (30, 5.0), (35, 7.0), (40, 8.0), (45, 10.0), (50, 12.0), (55, 14.0))


@dataclass(frozen=True)
class Level:
    """The grade (years of school) a text asks for, the formula, and what went in."""

    grade: float
    formula: str
    words: int
    sentences: int
    syllables: int


def syllables(word: str, language: str) -> int:
    """Syllables by the vowels: groups in English (a silent final e does not count), nuclei in Spanish."""
    word = word.lower()
    if language == "es":
        return max(1, len(_SPANISH_NUCLEUS.findall(word)))
    count = len(_ENGLISH_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    if word.endswith("ed") and count > 1 and not word.endswith(("ted", "ded")):
        count -= 1
    return max(1, count)


def level(text: str, language: str) -> Level | None:
    """The reading level of a text, without its references and markup; None with too few words to tell."""
    bare = blocks.plain_of(blocks.REFERENCE.sub(" ", text))
    bare = re.sub(r"\(\S+://\S+\)", " ", bare)
    # A line that ends without a full stop, such as a heading or an entry of a list, is a sentence of its own.
    bare = re.sub(r"(?<![.!?…:;,\s])\s*\n\s*\n", ". ", bare)
    bare = re.sub(r"(?<![.!?…:;,\s])\s*\n(?=\s*[-*\d])", ". ", bare)
    words = _WORD.findall(bare)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, len(_SENTENCE.findall(bare)))
    count = sum(syllables(word, language) for word in words)
    per_sentence, per_word = len(words) / sentences, count / len(words)
    if language == "en":
        grade, formula = 0.39 * per_sentence + 11.8 * per_word - 15.59, "Flesch-Kincaid grade"
    elif language == "es":
        score = 206.84 - 60 * per_word - 1.02 * per_sentence
        grade = next((years for floor, years in _SPANISH_BANDS if score >= floor), 16.0)
        formula = "Fernández Huerta"
    else:
        lix = per_sentence + 100 * sum(len(word) > 6 for word in words) / len(words)
        grade = next((years for ceiling, years in _LIX_BANDS if lix <= ceiling), 16.0)
        formula = "LIX"
    return Level(max(0.0, round(grade, 1)), formula, len(words), sentences, count)
