"""Reads of the charter: versions with their state, sentences with where they came from, answers of organisations."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from commonweal.access import Actor
from commonweal.charter.models import (
    CharterComment,
    CharterVersion,
    ProposedChange,
    Ratification,
    Sentence,
    SentenceSource,
)
from commonweal.charter.rules import charter as rules
from commonweal.charter.rules.charter import Facts, Line, State, Tally
from commonweal.partners.models import Organisation
from commonweal.partners.queries import members


def versions() -> QuerySet[CharterVersion]:
    """All versions, the last first."""
    return CharterVersion.objects.order_by("-number").select_related("based_on")


def facts(version: CharterVersion, *, replaced: bool = False) -> Facts:
    """What the rules need to know of a version."""
    return Facts(
        version.put_out_at,
        frozenset(version.asked),
        version.needed,
        version.in_force_at,
        version.set_aside_at,
        replaced,
    )


def tally(version: CharterVersion, member_ids: frozenset[UUID]) -> Tally:
    """Who has ratified a version, who has refused, who has not answered."""
    answers = version.ratifications.values_list("organisation_id", "ratified")
    return rules.tally(frozenset(version.asked), member_ids, answers, version.needed)


@dataclass(frozen=True)
class Standing:
    """A version with the state it is in."""

    version: CharterVersion
    state: State
    tally: Tally
    members: dict[UUID, Organisation]
    """The members of the alliance now, by name."""

    @property
    def answers(self) -> list[Ratification]:
        """What organisations answered, in order."""
        return list(self.version.ratifications.all())

    def named(self, ids: frozenset[UUID]) -> list[Organisation]:
        """These members, by name."""
        return [one for pk, one in self.members.items() if pk in ids]


def standings(by: Actor) -> list[Standing]:
    """All versions, the last first, each with its state."""
    answers = Ratification.objects.select_related("organisation")
    rows = list(versions().prefetch_related(Prefetch("ratifications", queryset=answers)))
    known = {one.pk: one for one in members(by).only("name", "sector").order_by("name")} if rows else {}
    member_ids = frozenset(known)
    in_force = max((one.number for one in rows if one.in_force_at is not None), default=None)
    found = []
    for row in rows:
        said = [(one.organisation_id, one.ratified) for one in row.ratifications.all()]
        counted = rules.tally(frozenset(row.asked), member_ids, said, row.needed)
        replaced = row.in_force_at is not None and row.number != in_force
        found.append(Standing(row, rules.state(facts(row, replaced=replaced), counted), counted, known))
    return found


def in_force() -> CharterVersion | None:
    """The version in force now."""
    return CharterVersion.objects.filter(in_force_at__isnull=False).order_by("-number").first()


def sentences(version: CharterVersion) -> list[Sentence]:
    """A version's sentences, part by part, with the statements that they were made from."""
    sources = SentenceSource.objects.select_related("statement__organisation")
    rows = version.sentences.prefetch_related(Prefetch("sources", queryset=sources))
    return sorted(rows, key=lambda one: (rules.PARTS.index(one.part), one.position))


def lines(version: CharterVersion) -> list[Line]:
    """A version's sentences for comparing."""
    return [Line(one.line, one.part, one.position, one.text) for one in version.sentences.all()]


def digest(version: CharterVersion) -> str:
    """Of the words that are ratified."""
    return rules.digest(version.sentences.values_list("part", "position", "text"))


def comments(version: CharterVersion) -> list[CharterComment]:
    """What was said of a version, in order."""
    return list(version.comments.select_related("organisation"))


def changes(version: CharterVersion | None = None) -> list[ProposedChange]:
    """Proposed changes, in order: of a version, or of all."""
    rows = ProposedChange.objects.select_related("organisation", "version", "taken_into")
    return list(rows if version is None else rows.filter(version=version))
