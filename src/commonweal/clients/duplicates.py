"""Is this the same person? Evidence for and against, as points with reasons.

Plain Python over a handful of candidates; which people are candidates is asked of the database by keys (queries).
The points and why they are so are explained in docs/methods/duplicates.md.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import phonenumbers
from nicknames import NickNamer

LIKELY = 5
"""From this score on the worker is warned."""

ALMOST_CERTAIN = 8
"""From this score on two independent facts agree fully."""

_APOSTROPHES = re.compile("[’‘'`´.]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Letters that do not come apart into a plain one and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True)
class Facts:
    """What is compared of a person."""

    given_name: str
    family_name: str
    preferred_name: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class Verdict:
    """How much speaks for one and the same person, and why, in words."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Enough to warn somebody."""
        return self.score >= LIKELY

    @property
    def is_almost_certain(self) -> bool:
        """Two independent facts agree fully."""
        return self.score >= ALMOST_CERTAIN


def compare(one: Facts, other: Facts) -> Verdict:
    """Weigh two people against each other; the order of the two does not matter."""
    evidence = [
        _names(one, other),
        _births(one.birth_date, other.birth_date),
        _phones(one.phone, other.phone),
        _same_text(one.email, other.email, 3, "same e-mail address"),
        _same_text(one.address, other.address, 1, "same address"),
    ]
    return Verdict(sum(points for points, _ in evidence), tuple(reason for _, reason in evidence if reason))


def shown_phone(number: str, region: str = "US") -> str:
    """A number in E.164 as people of the region write it (“(305) 555-0123”); anything else as it stands."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == phonenumbers.country_code_for_region(region)
    kind = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, kind)


def words(name: str) -> tuple[str, ...]:
    """The words of a name without accents, capitals and apostrophes; hyphens part words."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    plain = _APOSTROPHES.sub("", plain).casefold().translate(_LETTERS)
    return tuple(word for word in _BETWEEN_WORDS.split(plain) if word)


def normal_phone(number: str, region: str = "US") -> str:
    """The number in E.164 (“+13055550123”), or as it was typed where it is no valid number.

    Other ways to write the same number therefore compare equal. ITU-T E.164, by Google's libphonenumber.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number.strip()
    if not phonenumbers.is_possible_number(parsed):
        return number.strip()
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def same_given_name(one: str, other: str) -> bool:
    """Is one word a short or pet form of the other, or are both of a third (Bob, Rob: Robert)?"""
    return one == other or not _formal(one).isdisjoint(_formal(other))


def given_variants(name: str) -> tuple[str, ...]:
    """The name's words, and words that people of this name are also called; at most 30, in a fixed order."""
    found = list(words(name))
    for word in tuple(found):
        found.extend(sorted(_names_of(word)))
    return tuple(dict.fromkeys(found))[:30]


def birth_variants(day: date) -> tuple[date, ...]:
    """The date, with day and month exchanged, and with two neighbouring digits exchanged, where these are dates."""
    digits = f"{day:%Y%m%d}"
    written = [digits, digits[:4] + digits[6:] + digits[4:6], *_exchanged(digits)]
    return tuple(dict.fromkeys(found for found in map(_date, written) if found is not None))


def phone_variants(number: str) -> tuple[str, ...]:
    """The last ten digits of a number, and these with two neighbouring digits exchanged."""
    digits = _last_digits(number)
    return tuple(dict.fromkeys([digits, *_exchanged(digits)])) if len(digits) >= 7 else ()


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change or exchange with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        following = [i]
        for j, right in enumerate(other, start=1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]


def _names(one: Facts, other: Facts) -> tuple[int, str]:
    mine, theirs = words(one.given_name), words(other.given_name)
    my_family, their_family = words(one.family_name), words(other.family_name)
    mine_called, theirs_called = (
        frozenset(mine + words(one.preferred_name)),
        frozenset(theirs + words(other.preferred_name)),
    )
    if mine + my_family == () or theirs + their_family == ():
        return 0, ""
    if (mine, my_family) == (theirs, their_family):
        return 5, "same name"
    if sorted(mine + my_family) == sorted(theirs + their_family):
        return 5, "given and family name the other way round"
    family = _family_likeness(my_family, their_family)
    if family == 0:
        if mine_called & theirs_called:
            return 1, "same given name, another family name"
        return 0, ""
    if mine_called & theirs_called:
        return (5, "same given name, family name in common") if family == 2 else (4, "family name alike")
    if any(same_given_name(a, b) for a in mine_called for b in theirs_called):
        return family + 2, "a short form of the same given name"
    if any(_alike(a, b) for a in mine_called for b in theirs_called):
        return family + 2, "given name alike"
    if any(a[0] == b[0] and 1 in (len(a), len(b)) for a in mine_called for b in theirs_called):
        return family, "same initial and family name"
    # Brothers, sisters, husband and wife share a family name, an address and often a phone.
    return (0, "") if not mine_called or not theirs_called else (-1, "another given name")


def _family_likeness(mine: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    if set(mine) & set(theirs) or mine == theirs:
        return 2
    return int(any(_alike(a, b) for a in mine for b in theirs) or _alike("".join(mine), "".join(theirs)))


def _births(one: date | None, other: date | None) -> tuple[int, str]:
    if one is None or other is None:
        return 0, ""
    if one == other:
        return 4, "same birth date"
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return 3, "birth date with day and month exchanged"
    if distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}") == 1:
        return 3, "birth date differs by one digit or two exchanged ones"
    return -3, "another birth date"


def _phones(one: str, other: str) -> tuple[int, str]:
    mine, theirs = _last_digits(one), _last_digits(other)
    if len(mine) < 7 or len(theirs) < 7:
        return 0, ""
    if mine == theirs:
        return 3, "same phone number"
    if len(mine) == len(theirs) and distance(mine, theirs) == 1:
        return 2, "phone number differs by one digit or two exchanged ones"
    return 0, ""


def _same_text(one: str, other: str, points: int, reason: str) -> tuple[int, str]:
    return (points, reason) if words(one) and words(one) == words(other) else (0, "")


def _alike(one: str, other: str) -> bool:
    """One slip of the pen; two in a long word; none in a very short one."""
    longer = max(len(one), len(other))
    return longer >= 4 and distance(one, other) <= (2 if longer >= 9 else 1)


def _exchanged(digits: str) -> Iterable[str]:
    return (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1))


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _last_digits(number: str) -> str:
    return "".join(letter for letter in number if letter in "0123456789")[-10:]


@functools.cache
def _namer() -> NickNamer:
    return NickNamer()


@functools.lru_cache(maxsize=4096)
def _formal(word: str) -> frozenset[str]:
    """The word and the formal names it stands for."""
    return frozenset({word}) | _namer().canonicals_of(word)


@functools.lru_cache(maxsize=4096)
def _names_of(word: str) -> frozenset[str]:
    formal = _formal(word)
    return formal.union(*(_namer().nicknames_of(name) for name in formal))
