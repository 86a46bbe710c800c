"""Counts over the whole alliance, with small numbers suppressed before anybody sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from commonweal.clients.choices import LANGUAGES, RACE_ETHNICITY
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Service
from commonweal.evidence.disclosure import protect_counts, suppress
from commonweal.evidence.disclosure_of_cells import protect_cells
from commonweal.evidence.results import ALL, ResultRow
from commonweal.partners.models import Organisation
from commonweal.referrals import rules as lifecycle
from commonweal.referrals.network.rules import MEASURES, Counts, Dimension, Gap, Period, is_gap

_METHOD = "network-1"
MOST_TIES = 24
"""As many as a drawing can tell apart."""


@dataclass(frozen=True)
class Line:
    """One group of a dimension."""

    key: str
    name: str
    counts: Counts
    listed: bool
    """Can the list of rows be narrowed to it? Not to an identity group, which is counted only (decision 165)."""


@dataclass(frozen=True)
class Wait:
    """How long a step took: hours, of so many referrals that have taken it."""

    measured: int
    median: float | None
    ninetieth: float | None


@dataclass(frozen=True)
class Tie:
    """Referrals from one partner to another."""

    sender: str
    receiver: str
    sent: int
    sender_key: str = ""
    receiver_key: str = ""


_Raw = dict[tuple[str, str], dict[str, int]]


def _raw(since: datetime, until: datetime, by: str) -> _Raw:
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.network_counts(%s, %s, %s)", [since, until, by])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {
        (row["value"] or "", row["other"] or ""): {name: row[name] for name in ("sent", *MEASURES)}
        for row in rows
    }


def _protected(total: dict[str, int], groups: dict[str, dict[str, int]]) -> dict[str, Counts]:
    """Counts of each group and of everybody (under the key "all"), as they may be shown."""
    day = date(2000, 1, 1)
    rows = [
        ResultRow(
            measure, day, day, "network", group, counts[measure], counts["sent"], None, False, _METHOD,
            ("numerator", "denominator"),
        )
        for measure in MEASURES
        for group, counts in groups.items()
    ]  # fmt: skip
    rows += [
        ResultRow(
            measure, day, day, ALL, ALL, total[measure], total["sent"], None, False, _METHOD,
            ("numerator", "denominator"),
        )
        for measure in MEASURES
    ]  # fmt: skip
    shown = {
        (row.group_by, row.group, row.measure): row
        for row in suppress(rows, proportions=frozenset(MEASURES))
        if not row.suppressed
    }

    def counts(group_by: str, group: str) -> Counts:
        parts = {measure: shown.get((group_by, group, measure)) for measure in MEASURES}
        sent = next((part.denominator for part in parts.values() if part is not None), None)
        return Counts(
            sent=None if sent is None else int(sent),
            **{
                measure: None if part is None or part.numerator is None else int(part.numerator)
                for measure, part in parts.items()
            },
        )

    return {ALL: counts(ALL, ALL)} | {group: counts("network", group) for group in groups}


def breakdown(since: datetime, until: datetime, dimension: Dimension) -> tuple[Counts, list[Line]]:
    """Everybody, and each group of a dimension, largest first; groups too small to show come last."""
    raw = _raw(since, until, dimension.key)
    groups = {value: counts for (value, _), counts in raw.items()}
    total = {name: sum(counts[name] for counts in groups.values()) for name in ("sent", *MEASURES)}
    shown = _protected(total, groups)
    names = _names(dimension)
    lines = [
        Line(key, str(names.get(key) or _unnamed(dimension, key)), shown[key], _listed(dimension, key, names))
        for key in groups
    ]
    lines.sort(key=lambda line: (line.counts.hidden, -(line.counts.sent or 0), line.name))
    return shown[ALL], lines


def everybody(alliance_id: UUID, since: datetime, until: datetime) -> Counts:
    """What became of all referrals together since the midnight of a day; at most `NETWORK_FIGURES_KEPT` seconds old."""
    begin = since.replace(hour=0, minute=0, second=0, microsecond=0)
    key = f"network:{alliance_id}:{begin:%Y-%m-%d}:{ALL}"
    kept: Counts | None = caches["process"].get(key)
    if kept is None:
        groups = _raw(begin, until, Dimension.NEED.key).values()
        total = {name: sum(counts[name] for counts in groups) for name in ("sent", *MEASURES)}
        kept = _protected(total, {})[ALL]
        caches["process"].set(key, kept, settings.NETWORK_FIGURES_KEPT)
    return kept


def _names(dimension: Dimension) -> Mapping[str, Any]:
    """What groups are called. An area is called what it is."""
    match dimension:
        case Dimension.RECEIVER | Dimension.SENDER:
            return {str(pk): name for pk, name in Organisation.objects.values_list("pk", "name")}
        case Dimension.NEED:
            return {one.value: one.label for one in NeedDomain}
        case Dimension.LANGUAGE:
            return dict(LANGUAGES)
        case Dimension.IDENTITY:
            return dict(RACE_ETHNICITY)
    return {}


def _unnamed(dimension: Dimension, key: str) -> Any:
    if dimension in (Dimension.RECEIVER, Dimension.SENDER):
        return _("A former partner") if key else _("Open to all")
    return key or _("Not said")


def _listed(dimension: Dimension, key: str, names: Mapping[str, Any]) -> bool:
    if dimension is Dimension.IDENTITY:
        return False
    return bool(key) if dimension is Dimension.AREA else key in names


def waits(since: datetime, until: datetime) -> dict[str, Wait]:
    """Hours to the first answer (`answer`) and until it was closed (`close`): median and 90th percentile.

    Shown only where at least the threshold of referrals has taken the step.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from commonweal.network_hours(%s, %s)", [since, until])
        rows = cursor.fetchall()
    measured = protect_counts({row[0]: row[1] for row in rows}).counts
    return {
        step: Wait(count, median, ninetieth) if measured[step] is not None else Wait(0, None, None)
        for step, count, median, ninetieth in rows
    }


@dataclass(frozen=True)
class Declined:
    """A reason for which referrals were declined."""

    code: str
    title: str
    count: int | None
    """None: too few to show."""


@dataclass(frozen=True)
class Course:
    """What was sent in each month, oldest first, and why some were declined, most frequent first."""

    months: list[tuple[str, Counts]]
    reasons: list[Declined]


def course(since: datetime, until: datetime) -> Course:
    """Months of sending, and the reasons for which referrals were declined."""
    months: dict[str, dict[str, int]] = {}
    declined: dict[str, int] = {}
    for (month, reason), counts in _raw(since, until, "month_reason").items():
        known = months.setdefault(month, dict.fromkeys(("sent", *MEASURES), 0))
        for name, count in counts.items():
            known[name] += count
        if reason:
            declined[reason] = declined.get(reason, 0) + counts["sent"]
    total = {name: sum(counts[name] for counts in months.values()) for name in ("sent", *MEASURES)}
    shown = _protected(total, months)
    reasons = protect_counts(declined).counts
    return Course(
        [(month, shown[month]) for month in sorted(months)],
        sorted(
            (Declined(code, _reason(code), reasons[code]) for code in declined),
            key=lambda one: (one.count is None, -(one.count or 0), one.title),
        ),
    )


def _reason(code: str) -> str:
    known = lifecycle.DECLINING.get(code)
    return known.title if known is not None else code.replace("-", " ").capitalize()


def gaps(since: datetime, until: datetime) -> list[Gap]:
    """Needs in areas where hardly anybody takes people on, worst first."""
    raw = _raw(since, until, "need_area")
    found = {
        pair: counts for pair, counts in raw.items() if pair[1] and is_gap(counts["sent"], counts["accepted"])
    }
    sent = _beside_totals(raw, found, lambda counts: counts["sent"])
    # Who knows how many were sent knows from those taken on how many were not, and the other way round.
    accepted = (
        sent
        & _beside_totals(raw, found, lambda counts: counts["accepted"])
        & _beside_totals(raw, found, lambda counts: counts["sent"] - counts["accepted"])
    )
    rooms: dict[str, int] = {}
    for domains in Service.objects.filter(status="active", capacity="capacity").values_list(
        "domains", flat=True
    ):
        for domain in domains:
            rooms[domain] = rooms.get(domain, 0) + 1
    order = sorted(found, key=lambda pair: (found[pair]["accepted"] - found[pair]["sent"], *pair))
    return [
        Gap(
            need=NeedDomain(need).label,
            area=area,
            sent=found[need, area]["sent"] if (need, area) in sent else None,
            accepted=found[need, area]["accepted"] if (need, area) in accepted else None,
            rooms=rooms.get(need, 0),
            key=need,
        )
        for need, area in order
    ]


def _beside_totals(
    raw: _Raw, wanted: Iterable[tuple[str, str]], count: Callable[[dict[str, int]], int]
) -> set[tuple[str, str]]:
    """Those of the wanted pairs whose count may stand beside the totals that the page shows by each of the two."""
    return protect_cells({pair: count(counts) for pair, counts in raw.items()}, wanted)


def ties(since: datetime, until: datetime) -> list[Tie]:
    """Who sends to whom, the largest first; a tie that is too small, or would give a small one away, is left out."""
    raw = _raw(since, until, "flow")
    names = {str(pk): name for pk, name in Organisation.objects.values_list("pk", "name")}
    known = [(one, other) for one, other in raw if one in names and other in names]
    known.sort(key=lambda pair: (-raw[pair]["sent"], names[pair[0]], names[pair[1]]))
    shown = _beside_totals(raw, known[:MOST_TIES], lambda counts: counts["sent"])
    return [
        Tie(names[one], names[other], raw[one, other]["sent"], one, other)
        for one, other in known
        if (one, other) in shown
    ]


@dataclass(frozen=True)
class Figures:
    """All that the network page shows, counted at one moment."""

    counted_at: datetime
    total: Counts
    lines: list[Line]
    waits: dict[str, Wait]
    course: Course
    gaps: list[Gap]
    ties: list[Tie]


def figures(alliance_id: UUID, period: Period, dimension: Dimension, now: datetime) -> Figures:
    """The figures of an alliance's network, at most `NETWORK_FIGURES_KEPT` seconds old.

    They are the same for everybody who may see the page, so they are counted once for all of them.
    """
    since = period.since(timezone.localtime(now))
    key = f"network:{alliance_id}:{since:%Y-%m-%d}:{dimension.key}"
    kept: Figures | None = caches["process"].get(key)
    if kept is None:
        total, lines = breakdown(since, now, dimension)
        kept = Figures(
            now, total, lines, waits(since, now), course(since, now), gaps(since, now), ties(since, now)
        )
        caches["process"].set(key, kept, settings.NETWORK_FIGURES_KEPT)
    return kept


def export_rows(since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Every dimension in one table, as it may be shown."""
    rows: list[dict[str, Any]] = []
    for dimension in Dimension:
        total, lines = breakdown(since, until, dimension)
        if not rows:
            rows.append({"by": "all", "group": "all"} | vars(total))
        rows += [{"by": dimension.key, "group": line.name} | vars(line.counts) for line in lines]
    return rows
