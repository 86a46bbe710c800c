"""Rules as people write them: “majority of present”, “at least 66 % of cast”, “consent”, “double majority”."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from commonweal.governance.rules.thresholds import Base, Quorum, Threshold
from commonweal.governance.rules.votes import Method

BASES = {
    "cast": Base.CAST,
    "votes": Base.CAST,
    "votes cast": Base.CAST,
    "voting": Base.CAST,
    "those voting": Base.CAST,
    "present": Base.PRESENT,
    "those present": Base.PRESENT,
    "seats present": Base.PRESENT,
    "members present": Base.PRESENT,
    "eligible": Base.ELIGIBLE,
    "eligible seats": Base.ELIGIBLE,
    "seats": Base.ELIGIBLE,
    "all seats": Base.ELIGIBLE,
    "members": Base.ELIGIBLE,
    "all members": Base.ELIGIBLE,
}
SHARES = {
    "half": Fraction(1, 2),
    "one half": Fraction(1, 2),
    "a third": Fraction(1, 3),
    "one third": Fraction(1, 3),
    "two thirds": Fraction(2, 3),
    "a quarter": Fraction(1, 4),
    "one quarter": Fraction(1, 4),
    "three quarters": Fraction(3, 4),
    "three fourths": Fraction(3, 4),
    "four fifths": Fraction(4, 5),
    "three fifths": Fraction(3, 5),
    "all": Fraction(1),
}
METHODS = {
    "consent": Method.CONSENT,
    "consensus": Method.CONSENSUS,
    "consensus with block": Method.CONSENSUS,
    "gradients": Method.GRADIENTS,
    "gradients of agreement": Method.GRADIENTS,
    "sense check": Method.GRADIENTS,
    "advice": Method.ADVICE,
    "advice process": Method.ADVICE,
    "ranked": Method.RANKED,
    "ranked choice": Method.RANKED,
    "instant runoff": Method.RANKED,
    "irv": Method.RANKED,
    "stv": Method.RANKED,
    "single transferable vote": Method.RANKED,
    "score": Method.SCORE,
    "score voting": Method.SCORE,
}
_MORE = r"(?:more than|over|exceeding|above|>)"
_LEAST = r"(?:at least|no less than|minimum|not less than|>=|≥)"
_PHRASE = re.compile(
    rf"^(?:(?P<more>{_MORE})|(?P<least>{_LEAST}))?\s*(?P<share>.+?)(?:\s+(?:of|among)\s+(?:the\s+)?(?P<base>[a-z ]+))?$"
)
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)$")


class BadPhrase(ValueError):
    """A rule that cannot be read; the sentence says what could be written instead."""


def plain(text: str) -> str:
    """Small letters, single spaces, dashes and underscores as spaces."""
    return " ".join(re.sub(r"[-_‐‑–]+", " ", text.casefold()).split())


def read_share(text: str | int | float | Decimal) -> Fraction:
    """`two thirds`, `2/3`, `66 %`, 0.66. Raises BadPhrase; a bare 66 could mean seats and is refused."""
    if isinstance(text, bool):
        raise BadPhrase("a share is a fraction such as 2/3 or 66 %, not true or false")
    if not isinstance(text, str):
        share = Fraction(str(text))
        if not 0 < share <= 1:
            raise BadPhrase(f"{text} is no share; write {text} % or a fraction such as 2/3")
        return share
    words = plain(text)
    if words in SHARES:
        return SHARES[words]
    try:
        if found := _NUMBER.match(words):
            share = Fraction(found[1]) / 100
        else:
            share = Fraction(words.replace(" ", ""))
            if "/" not in words and "." not in words and share != 1:
                raise BadPhrase(f"“{text}” is no share; write {words} % or a fraction such as 2/3")
    except (ValueError, ZeroDivisionError) as error:
        if isinstance(error, BadPhrase):
            raise
        raise BadPhrase(f"“{text}” is no share; write two thirds, 2/3 or 66 %") from None
    if not 0 < share <= 1:
        raise BadPhrase(f"“{text}” is not between nothing and the whole")
    return share


def read_threshold(text: str, *, base: Base = Base.CAST) -> Threshold:
    """`majority of present`, `two thirds of cast`, `more than 60 % of seats`, `unanimity`. Raises BadPhrase.

    Without more words a share must be reached (at least), a majority exceeded (more than half).
    """
    words = plain(text)
    found = _PHRASE.match(words)
    if found is None:
        raise BadPhrase("the rule is empty; write, for example, majority of cast")
    share_words = found["share"].removeprefix("a ").removeprefix("the ").strip()
    if named := found["base"]:
        named = named.strip()
        if named not in BASES:
            raise BadPhrase(f"“{named}” is no base; write of cast, of present or of eligible seats")
        base = BASES[named]
    if share_words in {"majority", "simple majority", "absolute majority"}:
        if share_words == "absolute majority" and not named:
            base = Base.ELIGIBLE
        return Threshold(Fraction(1, 2), exceeded=True, base=base)
    if share_words in {"unanimity", "unanimous", "everybody", "everyone"}:
        return Threshold(Fraction(1), exceeded=False, base=base)
    share_words = share_words.removesuffix(" majority")
    try:
        return Threshold(read_share(share_words), exceeded=found["more"] is not None, base=base)
    except BadPhrase as error:
        raise BadPhrase(f"the rule “{text}” cannot be read: {error}") from None
    except ValueError as error:
        raise BadPhrase(f"the rule “{text}” cannot be met: {error}") from None


def read_rule(text: str) -> tuple[Method, Threshold | None]:
    """The method and, where it counts votes, its threshold. Raises BadPhrase."""
    words = plain(text)
    if words in METHODS:
        return METHODS[words], None
    for prefix, method in (("weighted", Method.WEIGHTED), ("double", Method.DOUBLE)):
        if words == prefix or words.startswith(prefix + " "):
            rest = words.removeprefix(prefix).removeprefix(" votes").strip() or "majority"
            return method, read_threshold(rest)
    return Method.THRESHOLD, read_threshold(text)


def read_quorum(value: str | int | float | Decimal) -> Quorum:
    """`51 %`, `more than two thirds`, 0.5, or a whole number of seats. Raises BadPhrase."""
    if isinstance(value, bool):
        raise BadPhrase("a quorum is a share such as 51 % or a number of seats, not true or false")
    if isinstance(value, int):
        if value < 1:
            raise BadPhrase(f"a quorum of {value} is none; leave it out, or write at least 1")
        return Quorum(count=value)
    if isinstance(value, str):
        if plain(value).isdecimal():
            return read_quorum(int(plain(value)))
        return Quorum(share=read_threshold(value, base=Base.ELIGIBLE))
    return Quorum(share=Threshold(read_share(value), exceeded=False, base=Base.ELIGIBLE))
