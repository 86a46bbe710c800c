"""One page for somebody who has twenty minutes: for a board member, or for one partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.components.attention import Attention
from commonweal.governance.models import Decision
from commonweal.helm import queries
from commonweal.helm.facts import facts
from commonweal.helm.rules import Standing, standings
from commonweal.plans.models import Action
from commonweal.settlement.documents import Document, Section, Table, as_pdf

FEW = 6


@dataclass(frozen=True)
class Brief:
    """What is on the page."""

    title: str
    made_at: datetime
    needs: list[Attention]
    standings: list[Standing]
    decisions: list[Decision]
    actions: list[Action]


def for_board(by: Actor, now: datetime) -> Brief:
    """The alliance on one page."""
    return _brief(by, now, by.alliance_name, mine=False)


def for_partner(by: Actor, now: datetime) -> Brief:
    """The alliance as it concerns the actor's organisation."""
    return _brief(by, now, by.organisation_name, mine=True)


def _brief(by: Actor, now: datetime, title: str, *, mine: bool) -> Brief:
    groups = {group.audience: group.items for group in queries.what_needs_somebody(by, now)}
    wanted = ("me", "organisation") if mine else ("me", "alliance", "organisation")
    needs = [one.item for audience in wanted for one in groups.get(audience, [])]
    open_actions = Action.objects.filter(done_at=None, dropped_at=None).order_by("due")
    if mine:
        open_actions = open_actions.filter(owner_organisation_id=by.organisation_id)
    return Brief(
        title=title,
        made_at=now,
        needs=needs[:FEW],
        standings=standings(facts(by, now)),
        decisions=list(Decision.objects.select_related("body").order_by("-decided_at")[:FEW]),
        actions=list(open_actions.select_related("owner_organisation")[:FEW]),
    )


def pdf(brief: Brief) -> bytes:
    """The same page as PDF."""
    sections = [
        Section(_("What needs you"), tuple(item.why for item in brief.needs) or (_("Nothing now."),)),
        *(
            Section(
                f"{one.capability.title}: {one.capability.result}",
                tuple(f"✓ {fact.text}." for fact in one.shown)
                + tuple(f"▲ {fact.text}." for fact in one.missing),
            )
            for one in brief.standings
        ),
    ]
    if brief.decisions:
        rows = tuple(
            (
                date_format(one.decided_at, "j F Y"),
                one.body.name,
                one.question,
                _("carried") if one.carried else _("not carried"),
            )
            for one in brief.decisions
        )
        sections.append(
            Section(
                _("Last decisions"), table=Table((_("Decided"), _("Body"), _("Question"), _("Outcome")), rows)
            )
        )
    if brief.actions:
        rows = tuple(
            (date_format(one.due, "j F Y"), one.title, one.owner_organisation.name, one.owner_name)
            for one in brief.actions
        )
        sections.append(
            Section(
                _("Next actions due"), table=Table((_("Due"), _("Action"), _("Partner"), _("Owner")), rows)
            )
        )
    made = date_format(brief.made_at, "j F Y")
    return as_pdf(Document(title=brief.title, subtitle=made, facts=(), sections=tuple(sections)))
