"""Figures that need somebody: a signal nobody has spoken of, a late feed, a check that newly fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.database.together import Question, Rows, day, instant, question, whole
from commonweal.database.together import row as as_row
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.partners import thresholds
from commonweal.performance import queries, readings, rules
from commonweal.performance.models import Comment, Decision, Finding, FolderFeed, Run
from commonweal.performance.rules import Steering
from commonweal.performance.thresholds import FEED

OF_A_FOLDER = ("id", "created_at", "folder", "problem", "looked_at")


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """The published series with what was decided and said about them; one's own feeds and checked runs."""
    if may(by, Permission.COMMENT_INDICATORS) and by.alliance_id is not None:
        series = queries.shown_series()
        if not may(by, Permission.STEER_INDICATORS):
            series = series.filter(measure__in=Decision.objects.filter(owner=by.person_id).values("measure"))
        yield question("series", series, measure="measure", points="points")
        yield question("decision", Decision.objects.all(), row=whole(Decision))
        yield question("comment", Comment.objects.all(), measure="measure", month="month")
    if may(by, Permission.FEED_FIGURES) and by.organisation_id is not None:
        done = Run.objects.filter(status="done", ended_at__isnull=False)
        yield question("fed", done, at="ended_at").first(1, "-ended_at")
        yield question(
            "folder", FolderFeed.objects.filter(stopped_at=None), row=whole(FolderFeed, *OF_A_FOLDER)
        )
        severe = Finding.objects.filter(run=OuterRef("pk"), severity="severe")
        found = ArraySubquery(severe.values(said=JSONObject(check="check_name", table="table_name")))
        yield question("run", queries.checked_runs(), pk="pk", ended="ended_at", severe=found).first(
            2, "-ended_at", "-id"
        )


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """Signals nobody has spoken of, and what one's own organisation is late with."""
    yield from _signals(by, rows)
    if may(by, Permission.FEED_FIGURES) and by.organisation_id is not None:
        yield from _feed(by, now, rows)


def _signals(by: Actor, rows: Rows) -> list[Attention]:
    """Lasting special causes without a comment since they began: for the owner, else for whoever steers."""
    steers = may(by, Permission.STEER_INDICATORS)
    decided = sorted((as_row(Decision, one["row"]) for one in rows["decision"]), key=lambda one: one.pk)
    steerings = queries.steered(decided)
    owned = {name for name, one in steerings.items() if one.owner == by.person_id}
    commented: dict[str, set[date]] = defaultdict(set)
    for one in rows["comment"]:
        commented[one["measure"]].add(day(one["month"]))
    totals = {one["measure"]: queries.months(one["points"]) for one in rows["series"]}
    found = []
    for name, points in totals.items():
        measure = MEASURES.get(name)
        if measure is None or (not steers and name not in owned):
            continue
        reading = readings.read(measure, points, steerings.get(name, Steering()))
        if reading.signal is None or any(month >= reading.signal.since for month in commented[name]):
            continue
        url = reverse("performance:indicator", args=[name])
        found.append(
            Attention(
                capability="act",
                key=f"indicator-signal:{name}:{reading.signal.since}",
                why=_("“%(title)s”: %(verdict)s, and nobody has said why.")
                % {"title": measure.title, "verdict": reading.verdict[:1].lower() + reading.verdict[1:]},
                since=datetime.combine(reading.signal.since, time(), UTC),
                evidence_url=url,
                next_label=_("Look and comment"),
                next_url=f"{url}#comment",
                audience="me" if name in owned else "alliance",
            )
        )
    return found


def _feed(by: Actor, now: datetime, rows: Rows) -> list[Attention]:
    found = []
    url = reverse("performance:feed")
    folders = [as_row(FolderFeed, one["row"]) for one in rows["folder"]]
    last = next((instant(one["at"]) for one in rows["fed"]), None)
    if last is None:
        # Before the first time: since a folder is looked into.
        last = min((one.created_at for one in folders), default=None)
    after = thresholds.days(by, FEED)
    if last is not None and rules.feed_is_late(last, now, after):
        found.append(
            Attention(
                capability="act",
                key="feed-late",
                why=_("Your organisation's figures have not been fed for more than %(days)d days.")
                % {"days": after.days},
                since=last + after,
                evidence_url=url,
                next_label=_("Feed figures"),
                next_url=url,
                audience="organisation",
            )
        )
    found += [
        Attention(
            capability="act",
            key=f"feed-folder:{one.pk}",
            why=_("The folder “%(folder)s” cannot be fed from: %(problem)s")
            % {"folder": one.folder, "problem": one.problem},
            since=one.looked_at or one.created_at,
            evidence_url=url,
            next_label=_("Look at the folder"),
            next_url=url,
            audience="organisation",
        )
        for one in folders
        if one.problem
    ]
    runs = sorted(rows["run"], key=lambda one: (instant(one["ended"]), one["pk"]), reverse=True)
    if runs:
        failing = [{(one["check"], one["table"]) for one in run["severe"]} for run in runs] + [set()]
        new = rules.newly_failing(failing[0], failing[1])
        if new:
            there = reverse("performance:run", args=[runs[0]["pk"]])
            found.append(
                Attention(
                    capability="act",
                    key=f"check-failing:{runs[0]['pk']}",
                    why=_("A check of your files newly fails: %(check)s in %(table)s.")
                    % {"check": new[0][0].replace("_", " "), "table": new[0][1]}
                    if len(new) == 1
                    else _("%(n)d checks of your files newly fail.") % {"n": len(new)},
                    since=instant(runs[0]["ended"]),
                    evidence_url=there,
                    next_label=_("Open the checks"),
                    next_url=there,
                    audience="organisation",
                )
            )
    return found
