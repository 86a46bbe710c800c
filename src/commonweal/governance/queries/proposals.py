"""Proposals with what belongs to them, and the vote as the engine counts it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, JSONObject, Now

from commonweal.access import Actor
from commonweal.governance.models import (
    CastBallot,
    Chair,
    Elector,
    Evidence,
    Interest,
    Opinion,
    Proposal,
    Recusal,
    ReservedConsent,
    Tenure,
)
from commonweal.governance.rules.phrases import read_quorum, read_rule
from commonweal.governance.rules.thresholds import MAJORITY
from commonweal.governance.rules.votes import Ballot, Capacity, Choice, Method, Seat, Tie, Vote
from commonweal.partners.models import Organisation
from commonweal.partners.rules import Sector

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Rows(TypedDict):
        chaired: bool
        evidence_rows: list[dict[str, str]]
        opinion_rows: list[dict[str, Any]]
        consenting: list[UUID]

    class _Seen(TypedDict):
        mine: bool
        recused_for: str | None
        conflict: str | None
        voted: bool

    Paged = WithAnnotations[Proposal, _Rows]
    """A proposal as its page shows it."""
    Seen = WithAnnotations[Elector, _Seen]
    """A seat of the electorate, as one of its readers sees it."""

_COUNTED = "select * from commonweal.counted_ballots(%s)"
_VOTED = "select proposal_id, seat_id from commonweal.voted_seats(%s)"


def proposals() -> QuerySet[Proposal]:
    """Proposals of the alliance, the latest first."""
    return Proposal.objects.select_related("body", "organisation").order_by("-created_at")


def whole(proposal_id: UUID) -> Proposal:
    """A proposal with its electorate, evidence, opinions, recusals and consents."""
    return (
        Proposal.objects.select_related("body", "organisation", "supersedes", "decider", "alliance")
        .prefetch_related(
            Prefetch("electors", Elector.objects.select_related("organisation")),
            Prefetch("evidence", Evidence.objects.order_by("created_at")),
            Prefetch("opinions", Opinion.objects.select_related("organisation").order_by("created_at")),
            Prefetch("recusals", Recusal.objects.select_related("seat__organisation")),
            Prefetch("consents", ReservedConsent.objects.select_related("organisation")),
        )
        .get(pk=proposal_id)
    )


def page(by: Actor) -> QuerySet[Paged]:
    """A proposal as its page shows it, in one statement: with evidence, opinions and consents as plain rows."""

    def rows(model: type[Model], *fields: str, **more: str) -> ArraySubquery:
        facts = {name: name for name in fields} | more
        found = model._default_manager.filter(proposal=OuterRef("pk")).order_by("created_at")
        return ArraySubquery(found.values(row=JSONObject(**facts)))

    chairing = Chair.objects.current().filter(body=OuterRef(OuterRef("body"))).values("seat")
    return proposals().annotate(
        chaired=Exists(Tenure.objects.current().filter(seat__in=chairing, person_id=by.person_id)),
        evidence_rows=rows(Evidence, "kind", "label", "reference"),
        opinion_rows=rows(
            Opinion,
            "organisation_id",
            "person_name",
            "level",
            "text",
            "created_at",
            organisation="organisation__name",
        ),
        consenting=ArraySubquery(
            ReservedConsent.objects.filter(proposal=OuterRef("pk")).values("organisation_id")
        ),
    )


def electors(proposal: Proposal, by: Actor) -> QuerySet[Seen]:
    """The electorate in one statement: who stands aside and why, who voted, where the actor sits, who is conflicted."""
    mine = Tenure.objects.current().filter(
        seat=OuterRef("seat"), person_id=by.own_person_id, organisation_id=by.own_organisation_id
    )
    recused = Recusal.objects.filter(proposal=OuterRef("proposal"), seat=OuterRef("seat"))
    conflicts = (
        Interest.objects.current()
        .filter(organisation=OuterRef("organisation"), about_id__in=proposal.concerns)
        .order_by("created_at")
    )
    said = Concat("about__name", Value(": "), "text")
    return Elector.objects.filter(proposal=proposal).annotate(
        mine=Exists(mine),
        recused_for=Subquery(recused.values("reason")[:1]),
        conflict=Subquery(conflicts.annotate(said=said).values("said")[:1]),
        voted=RawSQL(
            "governance_elector.seat_id in (select v.seat_id from commonweal.voted_seats(array[%s::uuid]) v)",
            [proposal.pk],
        ),
    )


def visible_ballots(proposal: Proposal) -> list[CastBallot]:
    """The ballots that the database shows the actor, the latest of each seat last."""
    return list(CastBallot.objects.filter(proposal=proposal).select_related("integration").order_by("number"))


def voted(proposal_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The seats that have voted, by proposal. That a seat voted is no secret, also in a secret vote."""
    found: dict[UUID, set[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_VOTED, [list(proposal_ids)])
        for proposal, seat in cursor.fetchall():
            found.setdefault(proposal, set()).add(seat)
    return found


def my_capacities(by: Actor) -> dict[UUID, str]:
    """The seats on which the actor sits now, with the strongest capacity on each."""
    found: dict[UUID, str] = {}
    for seat, capacity in (
        Tenure.objects.current()
        .filter(person_id=by.own_person_id, organisation_id=by.own_organisation_id)
        .values_list("seat_id", "capacity")
    ):
        known = found.get(seat)
        if known is None or Capacity.of(capacity).rank < Capacity.of(known).rank:
            found[seat] = capacity
    return found


def waiting(by: Actor) -> QuerySet[Elector]:
    """The seats on which the actor sits in open votes and that have not voted, in no order."""
    recused = Recusal.objects.filter(proposal=OuterRef("proposal"), seat=OuterRef("seat"))
    mine = Tenure.objects.current().filter(
        seat=OuterRef("seat"), person_id=by.own_person_id, organisation_id=by.own_organisation_id
    )
    open_now = Elector.objects.filter(
        Exists(mine),
        ~Exists(recused),
        proposal__closed_at=None,
        proposal__withdrawn_at=None,
        proposal__closes_at__gt=Now(),
    )
    # That a seat voted is no secret; the ballots themselves may not be visible.
    have_voted = RawSQL(
        "governance_elector.seat_id in "
        "(select v.seat_id from commonweal.voted_seats(array[governance_elector.proposal_id]) v)",
        [],
    )
    return open_now.annotate(have_voted=have_voted).filter(have_voted=False)


def waiting_for(by: Actor) -> list[Elector]:
    """The same with vote and organisation, what closes first first."""
    rows = waiting(by).select_related("proposal__body", "organisation")
    return list(rows.order_by("proposal__closes_at", "label"))


def method_of(rule: str) -> Method:
    """The method of a stored rule; of several, the first's."""
    return read_rule(rule.split(" and ", maxsplit=1)[0])[0]


def rule_in_words(rule: str) -> str:
    """A stored rule as people read it: `more than half of the votes cast`."""
    said = []
    for part in rule.split(" and "):
        method, threshold = read_rule(part)
        words = threshold.words if threshold is not None else method.title.lower()
        prefix = {Method.WEIGHTED: "by weight, ", Method.DOUBLE: "in all seats and in each sector, "}.get(
            method, ""
        )
        said.append(prefix + words)
    return " and ".join(said)


def vote_of(proposal: Proposal, rows: list[tuple[Any, ...]] | None = None) -> Vote:
    """The vote as the engine counts it, from the frozen electorate and the ballots that the database hands out for
    counting. `rows` takes the place of those for a look at an open vote.

    Of a secret vote seats cannot be told apart: each ballot stands under its receipt, and the seats that cast none
    are counted, not named.
    """
    electors = list(proposal.electors.all())
    recused = {one.seat_id for one in proposal.recusals.all()}
    if rows is None:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED, [proposal.pk])
            rows = cursor.fetchall()
    read = [read_rule(part) for part in proposal.rule.split(" and ")]
    method = read[0][0]
    labels = {one.seat_id: one.label for one in electors}
    if proposal.secret:
        seats, ballots = _secret(electors, recused, rows)
    else:
        seats = tuple(_seat(one, one.seat_id in recused) for one in electors)
        ballots = tuple(_ballot(row, labels[row[0]]) for row in rows)
    names = _names([*proposal.reserved])
    return Vote(
        method=method,
        seats=seats,
        ballots=ballots,
        thresholds=tuple(threshold for _, threshold in read if threshold is not None) or (MAJORITY,),
        quorum=read_quorum(proposal.quorum),
        options=tuple(proposal.options),
        winners=proposal.winners,
        tie=Tie(proposal.tie) if proposal.tie else None,
        reserved=tuple(sorted(names.values())),
        consents=frozenset(one.organisation.name for one in proposal.consents.all()),
        decider=labels.get(proposal.decider_id, "") if proposal.decider_id else "",
        opens=None if proposal.secret else proposal.opened_at,
        closes=None if proposal.secret else proposal.closes_at,
        title=proposal.question,
    )


def _seat(elector: Elector, recused: bool) -> Seat:
    return Seat(
        id=elector.label,
        organisation=elector.organisation_name,
        sector=Sector.titled(elector.sector),
        weight=Fraction(elector.weight),
        present=elector.present,
        recused=recused,
        chair=elector.chair,
    )


def _ballot(row: tuple[Any, ...], seat: str) -> Ballot:
    _, _, capacity, choice, ranking, scores, level, reason, at, number, integrated = row
    return Ballot(
        seat=seat,
        choice=Choice(choice) if choice else None,
        ranking=tuple(ranking),
        scores=_scores(scores),
        level=level,
        reason=reason,
        integrated=integrated,
        at=at,
        number=number,
        by=Capacity.of(capacity),
    )


def _scores(value: Any) -> dict[str, int]:
    return dict(json.loads(value) if isinstance(value, str) else value or {})


def _secret(
    electors: list[Elector], recused: set[UUID], rows: list[tuple[Any, ...]]
) -> tuple[tuple[Seat, ...], tuple[Ballot, ...]]:
    cast = sorted(rows, key=lambda row: row[1])
    seats = [Seat(id=f"receipt {row[1]}", organisation="") for row in cast]
    eligible = [one for one in electors if one.seat_id not in recused]
    # Marked present without a ballot, where that can be said without naming anybody.
    marked = sum(one.present for one in eligible)
    silent = len(eligible) - len(cast)
    there = min(silent, max(0, marked - len(cast)))
    seats += [
        Seat(id=f"seat without ballot {number + 1}", present=number < there) for number in range(silent)
    ]
    out = len(electors) - len(eligible)
    seats += [Seat(id=f"recused seat {number + 1}", recused=True) for number in range(out)]
    return tuple(seats), tuple(_ballot(row, f"receipt {row[1]}") for row in cast)


def _names(ids: list[UUID]) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of organisations."""
    return _names(list(ids))


def unheard(proposal: Proposal) -> tuple[str, ...]:
    """Organisations that are to be asked first and have not answered."""
    answered = {one.organisation_id for one in proposal.opinions.all()}
    missing = [one for one in proposal.consulted if one not in answered]
    return tuple(sorted(_names(missing).values()))


def uncounted() -> QuerySet[Proposal]:
    """Votes that were opened and are not counted."""
    return proposals().filter(opened_at__isnull=False, closed_at=None, withdrawn_at=None)
