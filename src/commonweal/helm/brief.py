"""One page for somebody who has twenty minutes: for a board member, or for one partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components.attention import Attention
from commonweal.governance.models import Decision
from commonweal.helm import queries
from commonweal.helm.facts import facts
from commonweal.helm.rules import Standing, standings
from commonweal.plans.models import Action
from commonweal.settlement.documents import laid_out

FEW = 6
"""Of each kind: what somebody takes in within twenty minutes, and what one sheet holds."""
MOST_FACTS, LONGEST, NAME = 9, 160, 60
"""On the sheet, of each capability; and characters of a sentence and of a name."""


@dataclass(frozen=True)
class Brief:
    """What is on the page."""

    title: str
    of: str
    """The alliance, where the title is a partner's name."""
    made_at: datetime
    needs: list[Attention]
    waiting: int
    """How many need somebody in all."""
    standings: list[Standing]
    decisions: list[Decision]
    actions: list[Action]


def for_board(by: Actor, now: datetime) -> Brief:
    """The alliance on one page."""
    return _brief(by, now, by.alliance_name, "", mine=False)


def for_partner(by: Actor, now: datetime) -> Brief:
    """The alliance as it concerns the actor's organisation."""
    return _brief(by, now, by.organisation_name, by.alliance_name, mine=True)


def _brief(by: Actor, now: datetime, title: str, of: str, *, mine: bool) -> Brief:
    groups = {group.audience: group.items for group in queries.what_needs_somebody(by, now)}
    wanted = ("me", "organisation") if mine else ("me", "alliance", "organisation")
    needs = [one.item for audience in wanted for one in groups.get(audience, [])]
    open_actions = Action.objects.filter(done_at=None, dropped_at=None).order_by("due")
    if mine:
        open_actions = open_actions.filter(owner_organisation_id=by.organisation_id)
    return Brief(
        title=title,
        of=of,
        made_at=now,
        needs=needs[:FEW],
        waiting=len(needs),
        standings=standings(facts(by, now)),
        decisions=list(Decision.objects.select_related("body").order_by("-decided_at")[:FEW]),
        actions=list(open_actions.select_related("owner_organisation")[:FEW]),
    )


def pdf(brief: Brief) -> bytes:
    """The same page as PDF: one sheet of letter paper, whatever is on it, in the largest type that fits."""
    tables = []
    if brief.decisions:
        tables.append(
            {
                "heading": _("Last decisions"),
                "headings": (_("Decided"), _("Body"), _("Question"), _("Outcome")),
                "widths": (0, 1, 3, 0),
                "rows": [
                    (
                        date_format(one.decided_at, "j F Y"),
                        _short(one.body.name, NAME),
                        _short(one.question),
                        _("carried") if one.carried else _("not carried"),
                    )
                    for one in brief.decisions
                ],
            }
        )
    if brief.actions:
        tables.append(
            {
                "heading": _("Next actions due"),
                "headings": (_("Due"), _("Action"), _("Partner"), _("Owner")),
                "widths": (0, 3, 2, 1),
                "rows": [
                    (
                        date_format(one.due, "j F Y"),
                        _short(one.title),
                        _short(one.owner_organisation.name, NAME),
                        _short(one.owner_name, NAME),
                    )
                    for one in brief.actions
                ],
            }
        )
    return laid_out(
        files("commonweal.helm").joinpath("brief.typ").read_bytes(),
        {
            "title": _short(brief.title),
            "subtitle": ", ".join(filter(None, (brief.of, date_format(brief.made_at, "j F Y")))),
            "needs": {
                "heading": _("What needs you"),
                "words": [_short(item.why) for item in brief.needs] or [_("Nothing now.")],
                "more": _more(brief.waiting - len(brief.needs)),
            },
            "capabilities": [_told(one) for one in brief.standings],
            "tables": tables,
        },
    )


def _told(one: Standing) -> dict[str, object]:
    """A capability for the sheet: what is missing first, then what shows it, as many as there is room for."""
    missing, shown = one.missing[:MOST_FACTS], one.shown[: max(0, MOST_FACTS - len(one.missing))]
    return {
        "title": one.capability.title,
        "result": one.capability.result,
        "missing": [_sentence(fact.text) for fact in missing],
        "shown": [_sentence(fact.text) for fact in shown],
        "more": _more(len(one.missing) + len(one.shown) - len(missing) - len(shown)),
    }


def _sentence(words: str) -> str:
    return _short(words if words.endswith(("”", ".", "?")) else f"{words}.")


def _short(words: str, longest: int = LONGEST) -> str:
    return Truncator(words).chars(longest)


def _more(count: int) -> str:
    return _("And %(n)d more.") % {"n": count} if count else ""
