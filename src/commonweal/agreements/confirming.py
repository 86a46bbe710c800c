"""The pages that ask before something closes: what is done, what closes, what stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.agreements import closing, queries, rules
from commonweal.agreements.actions import common, leaving
from commonweal.agreements.models import Agreement, Version
from commonweal.components import words


def confirm_leave(by: Actor, row: Agreement, at: datetime) -> dict[str, Any]:
    """The page that asks before an organisation leaves: when it does, and what closes then."""
    closes = queries.would_close(row, at, by.organisation_id)
    if by.organisation_id not in row.current_parties():
        return {
            "heading": _("Decline “%(title)s”") % {"title": row.title},
            "lead": _(
                "The version that waits for your signature is withdrawn. The others can draft a new one."
            ),
            "closes": closes,
            "follows": _follows(row),
            "also_ends": False,
            "may_at_once": False,
            "submit": _("Decline the agreement"),
            "done": _("You declined the agreement."),
        }
    until = leaving.notice_until(row, by.organisation_id, at)
    noticed = leaving.last_day(row, by.organisation_id)
    day = noticed or (common.last_day_before(row, until) if until is not None else None)
    alone = rules.ends_with(row.current_parties() - {by.organisation_id})
    facts = {"organisation": by.organisation_name, "day": words.day(day, now=at) if day else ""}
    shared = {
        "heading": _("Leave “%(title)s”") % {"title": row.title},
        "closes": closes,
        "follows": _follows(row),
        "also_ends": alone,
        "done_at_once": _("Your organisation has left. What it opened is closed."),
    }
    if day is None:
        return shared | {
            "lead": _("%(organisation)s is no longer a party from this moment. Its records stay its own.")
            % facts,
            "may_at_once": False,
            "submit": _("Leave the agreement"),
            "done": shared["done_at_once"],
        }
    return shared | {
        "lead": _("%(organisation)s gave notice: its last day is %(day)s.") % facts
        if noticed
        else _(
            "The agreement asks for notice. %(organisation)s stays a party until the end of %(day)s; until then all "
            "that was agreed holds. Its records stay its own."
        )
        % facts,
        "closes_title": _("What closes at the end of %(day)s") % facts,
        "may_at_once": rules.Kind.of(row.kind) in rules.AT_ONCE,
        "submit": _("Leave the agreement") if noticed else _("Give notice"),
        "done": _("You gave notice. Your last day is %(day)s; what you opened closes then.") % facts,
    }


def confirm_end(row: Agreement, at: datetime) -> dict[str, Any]:
    """The page that asks before an agreement ends."""
    return {
        "heading": _("End “%(title)s” for everybody") % {"title": row.title},
        "lead": _("It ends at this moment and cannot be brought back; a new agreement would be signed anew."),
        "closes": queries.would_close(row, at),
        "closings": closing.sentences(row, at),
        "follows": _follows(row),
        "also_ends": False,
        "submit": _("End the agreement"),
        "done": _("The agreement has ended. What it opened is closed."),
    }


def confirm_withdraw(row: Version) -> dict[str, Any]:
    """The page that asks before a version is withdrawn."""
    return {
        "heading": _("Withdraw version %(number)s") % {"number": row.number},
        "lead": _(
            "It can no longer be signed. Signatures already given stay on record. What is in force stays."
        ),
        "closes": [],
        "also_ends": False,
        "submit": _("Withdraw this version"),
        "done": _("Version %(number)s is withdrawn.") % {"number": row.number},
    }


def _follows(row: Agreement) -> list[str]:
    """What the exit terms make of it: how many entries the checklist will have, and what becomes of referrals."""
    version = next((one for one in row.versions.all() if one.pk == row.version_in_force_id), None)
    if version is None:
        return []
    agreed = version.read().leaving
    running = rules.RUNNING[agreed.running if agreed is not None else "give_back"]
    found = [_("Referrals that run: %(what)s.") % {"what": running}] if row.kind == "data_sharing" else []
    if agreed is None:
        return [*found, _("No exit terms were agreed, so nothing is checked off.")]
    return [*found, _("A checklist begins with the days that were agreed.")]
