"""BALLOTS.toml: a question with its rule and its ballots, one by one or as counts. See docs/methods/decisions.md.

The reader is tolerant in words (yes or for; dashes or spaces; any capitals) and strict in meaning: what could be
meant in two ways is refused with the place and what to write instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from commonweal.governance.rules import phrases
from commonweal.governance.rules.ballot_papers import Papers
from commonweal.governance.rules.outcomes import Outcome
from commonweal.governance.rules.phrases import BadPhrase, plain
from commonweal.governance.rules.tally import Counts, decide, tally
from commonweal.governance.rules.thresholds import MAJORITY, Quorum, Threshold
from commonweal.governance.rules.votes import BadVote, Method, Tie, Vote

SYNONYMS: dict[str, tuple[str, ...]] = {
    "title": ("question", "subject", "name", "motion"),
    "rule": ("rules", "method", "decision rule", "threshold"),
    "sector rule": ("sectors",),
    "quorum": (),
    "seats": ("seat", "eligible", "electorate", "members"),
    "present": ("attending", "attendance"),
    "cast": ("votes cast",),
    "for": ("yes", "in favour", "in favor", "aye", "ayes"),
    "against": ("no", "nay", "noes", "opposed"),
    "abstain": ("abstentions", "abstained", "abstaining"),
    "recused": ("recusals", "recusal"),
    "ballots": ("ballot", "votes", "positions"),
    "counts": ("count", "totals"),
    "options": ("candidates", "choices"),
    "winners": ("places", "elect"),
    "scale": ("highest score", "max score"),
    "tie": ("tie rule", "ties"),
    "reserved": ("reserved to", "needs consent of"),
    "consents": ("consent given", "consented"),
    "decider": ("decides", "decided by"),
    "consulted": ("must be consulted",),
    "stand aside limit": (),
    "opens": ("opened", "opens at"),
    "closes": ("closed", "closes at", "deadline"),
}
IGNORED = frozenset(
    {
        "body",
        "date",
        "notes",
        "note",
        "comment",
        "description",
        "source",
        "id",
        "background",
        "alliance",
        "secret",
    }
)
"""Keys that may stand in the file for its readers and change nothing."""
_KNOWN = {word: name for name, others in SYNONYMS.items() for word in (name, *others)}


@dataclass(frozen=True)
class Question:
    """What a file asks: a vote with ballots, or bare counts."""

    vote: Vote | None
    counts: Counts | None = None
    thresholds: tuple[Threshold, ...] = ()
    quorum: Quorum | None = None
    unknown: tuple[str, ...] = ()
    """Keys that mean nothing here and were passed over."""

    def outcome(self) -> Outcome:
        """Count it. Raises BadVote."""
        if self.vote is not None:
            return tally(self.vote)
        assert self.counts is not None
        return decide(self.counts, self.thresholds, self.quorum)


def read(text: str) -> Question:
    """What the file asks. Raises BadVote with every fault found."""
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadVote(f"this is no TOML: {error}") from error
    return read_document(document)


def read_document(document: Mapping[str, Any]) -> Question:
    """The same, of a document already parsed."""
    return _Reader(document).question()


class _Reader:
    """Reads one document and gathers its faults."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.faults: list[str] = []
        self.unknown: list[str] = []
        self.said: dict[str, Any] = {}
        self._gather(document)
        inner = self.said.pop("counts", None)
        if isinstance(inner, Mapping):
            self._gather(inner)
        elif inner is not None:
            self.faults.append("counts must be a table with for, against, abstain, seats and present")

    def _gather(self, document: Mapping[str, Any]) -> None:
        for key, value in document.items():
            name = _KNOWN.get(plain(key))
            if name is None:
                if plain(key) in IGNORED:
                    continue
                near = get_close_matches(plain(key), _KNOWN, n=1, cutoff=0.75)
                if near:
                    self.faults.append(
                        f"{key} is no word of this format; {near[0]} is. Write that, or leave it out"
                    )
                else:
                    self.unknown.append(key)
            elif name in self.said:
                self.faults.append(f"{key} says what {name} says already; keep one of them")
            else:
                self.said[name] = value

    def question(self) -> Question:
        method, thresholds = self._rule()
        quorum = self._phrase("quorum", phrases.read_quorum)
        by_count = "ballots" not in self.said and (
            {"for", "against", "cast"} & set(self.said) or not isinstance(self.said.get("seats"), list)
        )
        if by_count:
            counts = self._counts(method)
            self._stop()
            return Question(None, counts, thresholds, quorum, tuple(self.unknown))
        vote = self._vote(method, thresholds, quorum)
        self._stop()
        return Question(vote, unknown=tuple(self.unknown))

    def _stop(self) -> None:
        if self.faults:
            raise BadVote(*self.faults)

    def _phrase(self, name: str, reader: Any) -> Any:
        if name not in self.said:
            return None
        value = self.said[name]
        try:
            if not isinstance(value, (str, int, Decimal) if name == "quorum" else str):
                raise BadPhrase("write it in words, such as two thirds of present")
            return reader(value)
        except BadPhrase as error:
            self.faults.append(f"{name}: {error}")
            return None

    def _rule(self) -> tuple[Method, tuple[Threshold, ...]]:
        given = self.said.get("rule", "majority of cast")
        rules = given if isinstance(given, list) and given else [given]
        found: list[tuple[Method, Threshold | None]] = []
        for one in rules:
            try:
                if not isinstance(one, str):
                    raise BadPhrase("write it in words, such as majority of cast")
                found.append(phrases.read_rule(one))
            except BadPhrase as error:
                self.faults.append(f"rule: {error}")
        methods = {method for method, _ in found}
        if len(methods) > 1:
            self.faults.append("rule: several rules must be of one kind (all counting votes, none weighted)")
        thresholds = tuple(threshold for _, threshold in found if threshold is not None)
        return (next(iter(methods)) if methods else Method.THRESHOLD), thresholds

    def whole(self, name: str, default: int | None = None, *, least: int = 0) -> int | None:
        """A whole number; a fault where it is none."""
        value = self.said.get(name, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.faults.append(f"{name} must be a whole number of {least} or more, not {value!r}")
            return default
        return value

    def _counts(self, method: Method) -> Counts | None:
        if method is not Method.THRESHOLD:
            self.faults.append(
                f"{method.title} cannot be counted from sums; list the seats ([[seat]]) and ballots ([[ballot]])"
            )
            return None
        wrong = sorted({"options", "tie", "reserved", "decider", "consulted"} & set(self.said))
        if wrong:
            self.faults.append(f"{', '.join(wrong)} cannot be used with sums; list the ballots ([[ballot]])")
        votes_for, against, cast = self._cast()
        abstain, recused = self.whole("abstain"), self.whole("recused", 0) or 0
        seats, present = self.whole("seats"), self.whole("present")
        if cast is None and present is None:
            self.faults.append(
                "there are no votes: give for and against, or cast, or list the ballots ([[ballot]])"
            )
        self._stop()
        if cast is None:
            # Only who was there: the quorum can be told, an outcome not.
            cast = 0
        if present is None:
            present = cast + (abstain or 0)
        elif abstain is not None and abstain != present - cast:
            self.faults.append(
                f"{cast} votes cast and {abstain} abstentions make {cast + abstain}, but present says {present}"
            )
        if present < cast:
            self.faults.append(f"{cast} votes were cast by {present} present; that cannot be")
        if seats is None:
            if "quorum" in self.said or any(one.base.key == "eligible" for one in self._rule()[1]):
                self.faults.append(
                    "seats is missing: how many seats are there? The rule or the quorum asks for it"
                )
            seats = present + recused
        if seats - recused < present:
            self.faults.append(
                f"{present} present, {recused} recused, but only {seats} seats; that cannot be"
            )
        return Counts(seats - recused, present, cast, votes_for, against, recused)

    def _cast(self) -> tuple[int | None, int | None, int | None]:
        """For, against, and both together, as far as the file tells."""
        votes_for, against, cast = self.whole("for"), self.whole("against"), self.whole("cast")
        if votes_for is not None and against is None and cast is not None:
            against = cast - votes_for
        if (votes_for is None) != (against is None) or (against is not None and against < 0):
            self.faults.append("give both for and against, or for and cast, or cast alone")
        elif votes_for is not None and against is not None:
            if cast is not None and cast != votes_for + against:
                self.faults.append(f"for and against make {votes_for + against}, but cast says {cast}")
            cast = votes_for + against
        return votes_for, against, cast

    def _vote(self, method: Method, thresholds: tuple[Threshold, ...], quorum: Quorum | None) -> Vote | None:
        wrong = sorted({"for", "against", "abstain", "cast"} & set(self.said))
        if wrong:
            self.faults.append(f"{', '.join(wrong)} and ballots are both given; keep one of them")
        papers = Papers(method, self.faults)
        options = papers.names("options", self.said.get("options"))
        seats, ballots = papers.read(
            self.said.get("seats"), self.said.get("ballots"), self.said.get("recused"), self.said.get("present"),
            options,
        )  # fmt: skip
        return Vote(
            method=method,
            seats=seats,
            ballots=ballots,
            thresholds=thresholds or (MAJORITY,),
            sector_threshold=self._phrase("sector rule", phrases.read_threshold),
            quorum=quorum,
            options=options or papers.options_met(),
            winners=self.whole("winners", 1, least=1) or 1,
            scale=self.whole("scale", 5, least=1) or 5,
            tie=self._tie(method),
            reserved=papers.names("reserved", self.said.get("reserved")),
            consents=frozenset(papers.names("consents", self.said.get("consents"))),
            decider=str(self.said.get("decider", "")),
            consulted=papers.names("consulted", self.said.get("consulted")),
            stand_aside_limit=self._phrase("stand aside limit", phrases.read_threshold),
            opens=papers.moment("opens", self.said.get("opens")),
            closes=papers.moment("closes", self.said.get("closes")),
            title=str(self.said.get("title", "")),
        )

    def _tie(self, method: Method) -> Tie | None:
        if "tie" not in self.said:
            return None
        choosing = method in {Method.RANKED, Method.SCORE}
        allowed = (Tie.LISTED, Tie.UNDECIDED) if choosing else (Tie.FAILS, Tie.CHAIR)
        for one in allowed:
            if plain(str(self.said["tie"])) == one.value:
                return one
        words = " or ".join(one.value for one in allowed)
        self.faults.append(
            f"tie must be {words} for this rule, not {self.said['tie']!r}; a tie is never left to chance"
        )
        return None
