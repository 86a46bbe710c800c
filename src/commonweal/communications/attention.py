"""Communication that needs somebody: messages out of date, feedback unanswered, events without outcome."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.communications.queries import waiting as queries
from commonweal.communications.rules.events import OUTCOME_DUE
from commonweal.communications.rules.sending import SILENT
from commonweal.communications.thresholds import ANSWER
from commonweal.components.attention import Attention
from commonweal.partners import thresholds


def attention(by: Actor, now: datetime) -> list[Attention]:
    """What the actor can do something about, in at most three queries."""
    approves, drafts = may(by, Permission.APPROVE_COMMUNICATIONS), may(by, Permission.DRAFT_COMMUNICATIONS)
    answers = may(by, Permission.ANSWER_FEEDBACK)
    if not approves and not answers:
        return []
    answer_due = thresholds.days(by, ANSWER)
    found = [
        _waits(one, answer_due)
        for one in queries.waiting(
            approves=approves, drafts=approves and drafts, answers=answers, silent=now - SILENT,
            over=now - OUTCOME_DUE, unanswered=now - answer_due,
        )
    ]  # fmt: skip
    if approves and drafts:
        for one in queries.old_messages(now.date()):
            page = reverse("communications:message", args=[one.pk])
            why = _("The message “%(key)s” is out of date: %(why)s.") % {"key": one.key, "why": one.why}
            since = datetime.combine(one.since, time(), UTC)
            found.append(
                Attention(
                    "act",
                    f"message-old:{one.pk}",
                    why,
                    since,
                    page,
                    _("Look at the message"),
                    page,
                    "alliance",
                )
            )
    return found


def _waits(one: queries.Waiting, answer_due: timedelta) -> Attention:
    title = {"title": one.title, "n": one.number, "days": answer_due.days}
    match one.kind:
        case "newsletter":
            page = reverse("communications:newsletter", args=[one.pk])
            why = _("The sending of the newsletter “%(title)s” broke off.") % title
            return Attention(
                "act",
                f"newsletter-stalled:{one.pk}",
                why,
                one.since,
                page,
                _("Go on sending"),
                page,
                "alliance",
            )
        case "uncertain":
            page = reverse("communications:newsletter", args=[one.pk])
            why = (
                _("Whether %(n)d readers got the newsletter “%(title)s” is uncertain: its sending broke off.")
                % title
            )
            step = _("Look into the mail server's log")
            return Attention(
                "act", f"newsletter-uncertain:{one.pk}", why, one.since, page, step, page, "alliance"
            )
        case "event":
            page, there = (reverse(f"communications:{name}", args=[one.pk]) for name in ("event", "outcome"))
            why = _("“%(title)s” is over, and nobody has said what came out of it.") % title
            return Attention(
                "act", f"event-outcome:{one.pk}", why, one.since + OUTCOME_DUE, page, _("Say what came out of it"),
                there, "alliance",
            )  # fmt: skip
    page = reverse("communications:form", args=[one.pk])
    told = (
        _("%(n)d responses to “%(title)s” came in a flood and were held back.")
        if one.held
        else _("%(n)d responses to “%(title)s” have waited for an answer for more than %(days)d days.")
    )
    return Attention(
        "act", f"feedback-waiting:{one.pk}:{one.held}", told % title, one.since + answer_due, page,
        _("Read and answer"), reverse("communications:feedback"), "alliance",
    )  # fmt: skip
