"""Figures that need somebody: a signal nobody has spoken of, a late feed, a check that newly fails."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.components.attention import Attention
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.partners import thresholds
from commonweal.performance import queries, readings, rules
from commonweal.performance.rules import Steering
from commonweal.performance.thresholds import FEED


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about."""
    found: list[Attention] = []
    if may(by, Permission.COMMENT_INDICATORS) and by.alliance_id is not None:
        found += _signals(by)
    if may(by, Permission.FEED_FIGURES) and by.organisation_id is not None:
        found += _feed(by, now)
    return found


def _signals(by: Actor) -> list[Attention]:
    """Lasting special causes without a comment since they began: for the owner, else for whoever steers."""
    version = queries.current_version()
    if version is None:
        return []
    steers = may(by, Permission.STEER_INDICATORS)
    steerings = queries.steerings()
    owned = {name for name, one in steerings.items() if one.owner == by.person_id}
    if not steers and not owned:
        return []
    commented = queries.commented_months()
    found = []
    for name, points in queries.totals(version).items():
        measure = MEASURES.get(name)
        if measure is None or (not steers and name not in owned):
            continue
        reading = readings.read(measure, points, steerings.get(name, Steering()))
        if reading.signal is None or any(month >= reading.signal.since for month in commented.get(name, ())):  # type: ignore[operator]
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


def _feed(by: Actor, now: datetime) -> list[Attention]:
    found = []
    url = reverse("performance:feed")
    last = queries.last_fed()
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
        for one in queries.folder_feeds()
        if one.problem
    ]
    runs = queries.last_done()
    if runs:
        failing = [_severe(run) for run in runs] + [set()]
        new = rules.newly_failing(failing[0], failing[1])
        if new:
            run = runs[0]
            there = reverse("performance:run", args=[run.pk])
            found.append(
                Attention(
                    capability="act",
                    key=f"check-failing:{run.pk}",
                    why=_("A check of your files newly fails: %(check)s in %(table)s.")
                    % {"check": new[0][0].replace("_", " "), "table": new[0][1]}
                    if len(new) == 1
                    else _("%(n)d checks of your files newly fail.") % {"n": len(new)},
                    since=run.ended_at or datetime.combine(now.date(), time(), UTC),
                    evidence_url=there,
                    next_label=_("Open the checks"),
                    next_url=there,
                    audience="organisation",
                )
            )
    return found


def _severe(run: object) -> set[tuple[str, str]]:
    return {
        (finding.check_name, finding.table_name)
        for finding in run.findings.all()
        if finding.severity == "severe"
    }
