"""What Envision asks of somebody: to speak, to mark, to ratify, to complete, to contribute, to say what success is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.access import Actor, Permission, may
from commonweal.charter.models import (
    CharterVersion,
    Contribution,
    Goal,
    Mark,
    ProposedChange,
    Ratification,
    Statement,
    StatementRound,
    Success,
)
from commonweal.charter.queries.swot import supported
from commonweal.charter.rules.swot import important
from commonweal.charter.thresholds import DRAFT
from commonweal.components.attention import Attention, Audience
from commonweal.database.together import Facts, Question, Rows, instant, question, whole
from commonweal.database.together import row as as_row
from commonweal.partners import thresholds
from commonweal.partners.models import Membership

OF_A_VERSION = ("id", "created_at", "number", "put_out_at", "in_force_at", "asked", "answer_by")
OF_A_GOAL = ("id", "created_at", "title", "owner_id", "accepted_at", "due", "measure", "event")


def questions(by: Actor, now: datetime) -> Iterator[Question]:
    """The open round, the versions under way, the goals, and points that lead to nothing yet."""
    if by.alliance_id is None or not may(by, Permission.VIEW_CHARTER):
        return
    yield _open_round(by)
    yield _versions(by, now)
    yield _open_goals(by)
    if may(by, Permission.DRAFT_CHARTER):
        yield question("swot", supported(), people="people", organisations="organisations", since="since")


def cards(by: Actor, now: datetime, rows: Rows) -> Iterator[Attention]:
    """What each of them asks of the actor."""
    for one in rows["round"]:
        yield from _round(by, now, one)
    for one in rows["version"]:
        yield from _version(by, now, one)
    yield from _goals(by, now, rows["goal"])
    yield from _swot(by, now, rows["swot"])


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _open_round(by: Actor) -> Question:
    """The open round, with what the actor and their organisation have not done in it."""
    said = Statement.objects.filter(
        round=OuterRef("pk"), organisation_id=by.own_organisation_id, withdrawn_at=None
    )
    mine = Mark.objects.filter(round=OuterRef("pk"), person_id=by.own_person_id)
    speaking = Statement.objects.filter(
        round__closed_at=None, withdrawn_at=None, organisation_id=OuterRef("organisation_id")
    )
    silent = (
        Membership.objects.current()
        .filter(alliance_id=OuterRef("alliance_id"))
        .exclude(Exists(speaking))
        .order_by()
        .values("alliance_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return question(
        "round", StatementRound.objects.filter(closed_at=None), row=whole(StatementRound), spoke=Exists(said),
        marked=Exists(mine), silent=Subquery(silent),
    ).first(1, "pk")  # fmt: skip


def _round(by: Actor, now: datetime, told: Facts) -> Iterator[Attention]:
    row = as_row(StatementRound, told["row"])
    url = reverse("charter:statements")
    if not told["spoke"] and may(by, Permission.WRITE_SUCCESS):
        yield Attention(
            "envision", f"no-statement:{row.pk}", _("Your organisation has said nothing yet: “%(question)s”")
            % {"question": row.question}, row.created_at, url, _("Add a statement"), reverse("charter:add-statement"),
            "organisation",
        )  # fmt: skip
    if not told["marked"] and may(by, Permission.ADD_STATEMENTS):
        yield Attention(
            "envision", f"no-marks:{row.pk}", _("Statements of the partners wait for what you think of them."),
            row.created_at, url, _("Mark statements"), reverse("charter:mark"), "me",
        )  # fmt: skip
    if told["silent"] and may(by, Permission.DRAFT_CHARTER):
        yield Attention(
            "envision", f"partners-silent:{row.pk}",
            ngettext("One partner has added no statement.", "%(n)d partners have added no statement.", told["silent"])
            % {"n": told["silent"]}, row.created_at, url, _("See who they are"), url, "alliance",
        )  # fmt: skip
    if row.closes < now.date() and may(by, Permission.DRAFT_CHARTER):
        yield Attention(
            "envision", f"round-over:{row.pk}", _("The round of statements has run past its day and is not closed."),
            _start(row.closes), url, _("Close the round"), url, "alliance",
        )  # fmt: skip


def _versions(by: Actor, now: datetime) -> Question:
    """The version under way: whose ratification waits, which changes have no answer."""
    ratified = Ratification.objects.filter(
        version=OuterRef("pk"), organisation_id=by.own_organisation_id, ratified=True
    )
    open_changes = ProposedChange.objects.filter(
        alliance_id=by.own_alliance_id, answered_at=None, created_at__lt=now - thresholds.days(by, DRAFT)
    )
    return question(
        "version", CharterVersion.objects.filter(set_aside_at=None), row=whole(CharterVersion, *OF_A_VERSION),
        mine=Exists(ratified), unanswered=Exists(open_changes.filter(version=OuterRef("pk"))),
    )  # fmt: skip


def _version(by: Actor, now: datetime, told: Facts) -> Iterator[Attention]:
    row = as_row(CharterVersion, told["row"])
    drafts = may(by, Permission.DRAFT_CHARTER)
    url = reverse("charter:version", args=[row.number])
    put_out = row.put_out_at if row.in_force_at is None else None
    if (
        put_out is not None
        and by.organisation_id in row.asked
        and not told["mine"]
        and may(by, Permission.RATIFY_CHARTER)
    ):
        yield Attention(
            "envision", f"ratify:{row.pk}", _("The charter waits for your organisation to ratify it."),
            put_out, url, _("Read and ratify"), reverse("charter:ratify", args=[row.number]), "organisation",
        )  # fmt: skip
    if put_out is not None and drafts and row.answer_by is not None and row.answer_by < now.date():
        yield Attention(
            "envision", f"not-ratified:{row.pk}", _("The charter is not ratified by all, and its day has passed."),
            _start(row.answer_by), url, _("See who has not answered"), url, "alliance",
        )  # fmt: skip
    if drafts and told["unanswered"]:
        yield Attention(
            "envision", f"changes-wait:{row.pk}",
            _("Proposed changes to the charter have had no answer for two weeks."),
            row.created_at, f"{url}#changes", _("Answer them"), f"{url}#changes", "alliance",
        )  # fmt: skip


def _open_goals(by: Actor) -> Question:
    """Goals, whether a partner brings something; and whether one's own success was written."""
    brought = Contribution.objects.filter(
        Q(goal=OuterRef("pk")) | Q(goal__parent=OuterRef("pk")), ended_at=None
    )
    written = Success.objects.filter(organisation_id=by.own_organisation_id)
    return question(
        "goal", Goal.objects.filter(ended_at=None, parent=None), row=whole(Goal, *OF_A_GOAL), brought=Exists(brought),
        written=Exists(written),
    )  # fmt: skip


def _goals(by: Actor, now: datetime, told: list[Facts]) -> Iterator[Attention]:
    """Goals that lie incomplete, pass their date or have no partner; and one's own success, once there are goals."""
    rows = [(as_row(Goal, one["row"]), one["brought"]) for one in told]
    if told and not told[0]["written"] and may(by, Permission.WRITE_SUCCESS):
        url = reverse("charter:success")
        yield Attention(
            "envision", "success-not-written", _("Your organisation has not written what success would be for it."),
            min(row.created_at for row, _brought in rows), url, _("Write it"), reverse("charter:write-success"),
            "organisation",
        )  # fmt: skip
    keeps = may(by, Permission.KEEP_GOALS) and "convenor" in by.roles
    for row, is_brought in rows:
        url = reverse("charter:goal", args=[row.pk])
        owns = row.owner_id == by.person_id
        if not keeps and not owns:
            continue
        audience: Audience = "me" if owns else "alliance"
        if row.accepted_at is None and row.created_at < now - thresholds.days(by, DRAFT):
            yield Attention(
                "envision", f"goal-incomplete:{row.pk}",
                (
                    _("The goal “%(goal)s” is not accepted: something is still missing.")
                    if row.measure or row.event
                    else _("The goal “%(goal)s” has no indicator, and no event that can be counted.")
                ) % {"goal": row.title},
                row.created_at, url, _("Complete it"), url, audience,
            )  # fmt: skip
        if row.accepted_at is not None and not is_brought:
            yield Attention(
                "envision", f"goal-alone:{row.pk}",
                _("No partner contributes to the goal “%(goal)s”.") % {"goal": row.title},
                row.accepted_at, url, _("Ask who brings what"), url, audience,
            )  # fmt: skip
        if row.accepted_at is not None and row.due is not None and row.due < now.date():
            days = (now.date() - row.due).days
            yield Attention(
                "envision", f"goal-overdue:{row.pk}",
                ngettext(
                    "The goal “%(goal)s” is one day past its date.",
                    "The goal “%(goal)s” is %(n)d days past its date.",
                    days,
                ) % {"goal": row.title, "n": days},
                _start(row.due), url, _("Say how it ended"), url, audience,
            )  # fmt: skip


def _swot(by: Actor, now: datetime, told: list[Facts]) -> Iterator[Attention]:
    """Strengths, weaknesses, opportunities and threats that many find important, and that lead to nothing yet."""
    found = [instant(one["since"]) for one in told if important(one["people"], one["organisations"])]
    if not found or now - min(found) < thresholds.days(by, DRAFT):
        return
    count, since = len(found), min(found)
    url = reverse("charter:swot")
    yield Attention(
        "envision", "swot-undecided",
        ngettext(
            "One point that partners find important leads to nothing yet.",
            "%(n)d points that partners find important lead to nothing yet.",
            count,
        ) % {"n": count},
        since, url, _("Say what they lead to"), url, "alliance",
    )  # fmt: skip
