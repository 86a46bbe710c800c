"""Every read of figures. What is visible, the row policies decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet, Subquery

from commonweal.evidence.results import ALL
from commonweal.performance import rules
from commonweal.performance.models import Comment, Decision, Finding, FolderFeed, Part, Run, Series, Version
from commonweal.performance.rules import Point


def runs() -> QuerySet[Run]:
    """One's own organisation's runs, the last first, with how many findings each has."""
    return (
        Run.objects.select_related("part")
        .annotate(
            severe=Count("findings", filter=Q(findings__severity="severe")),
            warnings=Count("findings", filter=Q(findings__severity="warning")),
        )
        .order_by("-created_at", "-id")
    )


def folder_feeds() -> list[FolderFeed]:
    """The drop folders that are looked into for one's own organisation."""
    return list(FolderFeed.objects.filter(stopped_at=None))


def findings(run: Run) -> list[Finding]:
    """What the checks found in a run, the gravest first."""
    return list(run.findings.all())


def checked_runs() -> QuerySet[Run]:
    """One's own organisation's runs that ended well and were checked."""
    return Run.objects.filter(status="done", ended_at__isnull=False).exclude(layout="aggregates")


def parts_with_the_alliance() -> list[Part]:
    """What partners have handed on and not taken back, with its series; by organisation, then by time."""
    return list(
        Part.objects.filter(handed_on_at__isnull=False, taken_back_at=None)
        .select_related("organisation")
        .prefetch_related("series")
        .order_by("organisation__name", "handed_on_at")
    )


def handed_on() -> list[Part]:
    """The same without the series: who handed what on, and when."""
    return list(
        Part.objects.filter(handed_on_at__isnull=False, taken_back_at=None)
        .select_related("organisation")
        .order_by("organisation__name", "handed_on_at")
    )


def versions() -> QuerySet[Version]:
    """All versions, the last first."""
    return Version.objects.order_by("-number")


def current_version() -> Version | None:
    """The last version that was not withdrawn: the one pages show."""
    return Version.objects.filter(withdrawn_at=None).order_by("-number").first()


def totals(version: Version) -> dict[str, list[Point]]:
    """For each measure of a version, the monthly series of everybody together."""
    rows = Series.objects.filter(version=version, organisation=None, group_by=ALL)
    return {row.measure: months(row.points) for row in rows}


def shown_series() -> QuerySet[Series]:
    """The series of everybody together in the version that pages show, one for each measure."""
    current = Version.objects.filter(withdrawn_at=None).order_by("-number").values("pk")[:1]
    return Series.objects.filter(version=Subquery(current), organisation=None, group_by=ALL)


def measures_of(version: Version) -> set[str]:
    """All measures of a version, those too that have no figure for all partners together."""
    return set(Series.objects.filter(version=version).values_list("measure", flat=True).distinct())


def months(points: Iterable[Sequence[object]]) -> list[Point]:
    """The points of single months; those of longer periods are left out."""
    read = [Point.of(point) for point in points]
    return [point for point in read if (point.end - point.start).days < 31]


def all_series(version: Version, measure: str) -> list[Series]:
    """Everything a version holds of a measure: together, by group, by partner."""
    return list(
        Series.objects.filter(version=version, measure=measure)
        .select_related("organisation")
        .order_by("group_by", "group", "organisation__name")
    )


def series_of(measure: str) -> list[Point]:
    """The months of a measure for everybody in the version that pages show; else of the first partner's."""
    version = current_version()
    if version is None:
        return []
    rows = [row for row in all_series(version, measure) if row.group_by == ALL]
    rows.sort(key=lambda row: row.organisation_id is not None)
    return months(rows[0].points) if rows else []


def decisions(measure: str) -> list[Decision]:
    """All decisions about an indicator, in order."""
    return list(Decision.objects.filter(measure=measure))


def steering_of(measure: str) -> rules.Steering:
    """What holds of an indicator now."""
    return rules.steering(one.facts() for one in decisions(measure))


def steerings() -> dict[str, rules.Steering]:
    """What holds of each indicator about which something was decided."""
    return steered(Decision.objects.all())


def steered(rows: Iterable[Decision]) -> dict[str, rules.Steering]:
    """What holds of each indicator after these decisions."""
    found: dict[str, list[rules.Decided]] = defaultdict(list)
    for one in rows:
        found[one.measure].append(one.facts())
    return {measure: rules.steering(several) for measure, several in found.items()}


def comments(measure: str) -> list[Comment]:
    """Comments on an indicator, of the last month first."""
    return list(Comment.objects.filter(measure=measure))
