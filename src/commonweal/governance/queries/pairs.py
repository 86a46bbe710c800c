"""All that two organisations share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from commonweal.agreements import obligations
from commonweal.agreements import rules as agreed
from commonweal.agreements.models import Agreement
from commonweal.agreements.rules import Stage, Standing
from commonweal.charter.models import Contribution, Goal
from commonweal.database import together
from commonweal.database.together import Facts, Question
from commonweal.governance.models import Conflict, PartnerReview, Promise, ValueEntry
from commonweal.governance.queries.promises import Kept, assessed_by, counted, of_agreement, recorded
from commonweal.governance.rules.promises import Counts
from commonweal.partners.models import Organisation


@dataclass(frozen=True)
class Pair:
    """All that two organisations share, as far as the actor sees it."""

    agreements: list[Agreement]
    promises: list[Kept]
    counts: dict[UUID, Counts]
    conflicts: list[Conflict]
    value: list[ValueEntry]
    reviews: list[PartnerReview]
    stages: list[Standing]
    leaving: list[Agreement]
    """Their agreements in force that have exit terms."""
    goals: list[tuple[Contribution, Contribution]]
    """Goals and objectives to which both contribute now: what the first brings, and what the second brings."""


def pair(one: Organisation, other: Organisation, today: date) -> Pair:
    """What two organisations share: agreements, promises to each other, open matters, value, reviews, stages.

    Four queries, whatever they share.
    """
    both = {one.pk, other.pk}
    rows = list(obligations.with_duties().order_by("title"))
    shared = [row for row in rows if both <= row.current_parties()]
    asked = any(both <= set(version.parties) for row in rows for version in row.versions.all())
    found = together.answered(_questions(one, other, today - timedelta(days=366)))
    sides = {str(side.pk): side for side in (one, other)}
    value = _value(found["value"], sides)
    reviews = _reviews(found["review"], sides)
    in_force = [row for row in shared if row.in_force is not None and row.ended_at is None]
    leaving = [row for row in in_force if _has_exit_terms(row)]
    ready, kept_here = assessed_by(both)
    recent = {row.organisation_id for row in reviews if row.last >= today - timedelta(days=366)}
    there = {
        stage
        for stage, is_there in (
            (Stage.AWARENESS, True),
            (Stage.KNOWLEDGE, _known(one) and _known(other)),
            (Stage.ASSESSMENT, ready),
            (Stage.SELECTION, bool(shared) or asked),
            (Stage.TOGETHER, any(row.kind == agreed.Kind.WORKFLOW.key for row in in_force)),
            (Stage.VALUE, {entry.organisation_id for entry in value} == both),
            (Stage.STAYING, recent == both),
            (Stage.EXIT, bool(leaving)),
        )
        if is_there
    }
    due = _promised(shared, found["promise"], both, today)
    return Pair(
        agreements=shared,
        promises=due,
        counts={pk: counted(kept for kept in due if kept.organisation == pk) for pk in both},
        conflicts=[
            Conflict(id=UUID(row["pk"]), title=row["title"], step=row["step"])
            for row in sorted(found["conflict"], key=lambda row: row["at"], reverse=True)
        ],
        value=value,
        reviews=reviews,
        stages=agreed.standing(there, not_kept=set() if kept_here else {Stage.ASSESSMENT}),
        leaving=leaving,
        goals=_goals(found["contribution"], one, other),
    )


def _questions(one: Organisation, other: Organisation, since: date) -> Iterator[Question]:
    both = (one.pk, other.pk)
    yield together.question(
        "promise", Promise.objects.filter(organisation__in=both, released_at=None, due__gte=since), pk="pk",
        organisation="organisation_id", to="to_id", text="text", source="source", source_text="source_text",
        due="due", done="done",
    )  # fmt: skip
    yield together.question(
        "value",
        ValueEntry.objects.filter(Q(organisation=one, partner=other) | Q(organisation=other, partner=one)),
        organisation="organisation_id", text="text", at="created_at", amount=Cast("amount", TextField()),
    )  # fmt: skip
    yield together.question(
        "review",
        PartnerReview.objects.filter(
            Q(organisation=one, reviewed_for=other) | Q(organisation=other, reviewed_for=one)
        ),
        organisation="organisation_id", by="reviewed_for_id", last="last", at="created_at",
    )  # fmt: skip
    between = Conflict.objects.filter(closed_at=None, parties__organisation=one)
    yield together.question(
        "conflict", between.filter(parties__organisation=other), pk="pk", title="title", step="step",
        at="created_at",
    )  # fmt: skip
    yield together.question(
        "contribution",
        Contribution.objects.filter(organisation_id__in=both, ended_at=None, goal__ended_at=None),
        organisation="organisation_id", goal="goal_id", title="goal__title", text="text",
    )  # fmt: skip


def _promised(shared: list[Agreement], rows: list[Facts], both: set[UUID], today: date) -> list[Kept]:
    """What one of them promised the other, or everybody, by day."""
    found = [
        of_agreement(line)
        for row in shared
        for line in obligations.lines_of(row, today, until=today + timedelta(days=31))
        if line.duty.due >= today - timedelta(days=366)
    ]
    for row in rows:
        promise = Promise(
            id=UUID(row["pk"]), organisation_id=UUID(row["organisation"]),
            to_id=UUID(row["to"]) if row["to"] else None, text=row["text"], source=row["source"],
            source_text=row["source_text"], due=together.day(row["due"]),
            done=together.day(row["done"]) if row["done"] else None,
        )  # fmt: skip
        found.append(recorded(promise, today))
    theirs = (
        kept
        for kept in found
        if kept.organisation in both and (not kept.to or kept.to & both - {kept.organisation})
    )
    return sorted(theirs, key=lambda kept: (kept.due, kept.what))


def _value(rows: list[Facts], sides: dict[str, Organisation]) -> list[ValueEntry]:
    """What each got out of it, the newest first."""
    found = [
        ValueEntry(
            organisation=sides[row["organisation"]], text=row["text"], created_at=together.instant(row["at"]),
            amount=Decimal(row["amount"]) if row["amount"] else None,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda entry: entry.created_at, reverse=True)


def _reviews(rows: list[Facts], sides: dict[str, Organisation]) -> list[PartnerReview]:
    """Their reviews of each other, the newest first."""
    found = [
        PartnerReview(
            organisation=sides[row["organisation"]], reviewed_for=sides[row["by"]], last=together.day(row["last"]),
            created_at=together.instant(row["at"]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda review: review.created_at, reverse=True)


def _goals(
    rows: list[Facts], one: Organisation, other: Organisation
) -> list[tuple[Contribution, Contribution]]:
    """What both bring to the same goals and objectives that have not ended."""
    brought: dict[str, dict[str, Contribution]] = {}
    for row in sorted(rows, key=lambda row: (row["title"], row["goal"])):
        goal = Goal(id=UUID(row["goal"]), title=row["title"])
        brought.setdefault(row["goal"], {})[row["organisation"]] = Contribution(goal=goal, text=row["text"])
    return [(both[str(one.pk)], both[str(other.pk)]) for both in brought.values() if len(both) == 2]


def _has_exit_terms(row: Agreement) -> bool:
    version = next((one for one in row.versions.all() if one.pk == row.version_in_force_id), None)
    return version is not None and version.read().leaving is not None


def _known(organisation: Organisation) -> bool:
    return all(getattr(organisation, name) for name in ("mission", "incentives", "risks", "decision_process"))
