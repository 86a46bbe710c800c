"""Pages of stakeholders: the list with its picture, one of them with its changes, writing down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.alignment import charts
from commonweal.alignment.actions import stakeholders as actions
from commonweal.alignment.forms.stakeholders import ContactForm, ReadingForm, StakeholderForm, WhyForm
from commonweal.alignment.models import Stakeholder
from commonweal.alignment.queries import stakeholders as queries
from commonweal.alignment.rules import stakeholders as rules
from commonweal.alignment.views.parts import BOTH, form_page, people
from commonweal.components.tables import Choice, Column, Empty, Table, Words
from commonweal.partners.queries import alliance_day, members


class StakeholderTable(Table):
    """Everybody with a stake."""

    name = "stakeholders"
    caption = gettext_lazy("Stakeholders")
    columns = (
        Column(
            key="name", label=gettext_lazy("Stakeholder"), value="row.name", sort="name",
            link=lambda one: reverse("alignment:stakeholder", args=[one.pk]), under="row.get_kind_display",
        ),
        Column(
            key="place", label=gettext_lazy("Influence and interest"), under="corner.title", sort="p",
            value=lambda one: _("%(influence)s and %(interest)s") % {
                "influence": one.reading.influence, "interest": one.reading.interest,
            },
        ),
        Column(
            key="support", label=gettext_lazy("Support now"), template="alignment/stakeholders/support.html",
            value=lambda one: rules.SUPPORT[one.reading.support],
            under=lambda one: _("needed: %(needed)s") % {"needed": rules.SUPPORT[one.reading.support_needed]},
        ),
        Column(
            key="keeper", label=gettext_lazy("Contact kept by"), value="facts.keeper", sort="k",
            under=lambda one: _("last spoken with on %(day)s") % {
                "day": date_format(one.last_contact, "j F Y")
            } if one.last_contact else "",
        ),
    )  # fmt: skip
    filters = (
        Words("q", gettext_lazy("Name, or what they care about"), paths=("row.name", "reading.cares_about")),
        Choice("kind", gettext_lazy("Who they are"), choices=list(rules.KINDS.items()), path="row.kind"),
        Choice(
            "corner", gettext_lazy("What it asks for"), path="corner.key",
            choices=[(one.key, one.title) for one in rules.CORNERS],
        ),
    )  # fmt: skip
    empty = Empty(
        title=gettext_lazy("Nobody is on the list yet"),
        text=gettext_lazy(
            "Members and everybody else whom the work touches will be here, with what moves them and who keeps "
            "the contact. Begin with those who could stop it."
        ),
    )


@page(Permission.VIEW_ALIGNMENT)
def stakeholder_list(request: Request) -> HttpResponseBase:
    """Everybody with a stake, and the picture of influence and interest."""
    rows = queries.standing(request.actor, alliance_day(request.actor))
    lacking = [one for one in rows if rules.support_missing(one.facts)]
    title = ngettext(
        "%(n)s of %(all)s supports the work less than it needs",
        "%(n)s of %(all)s support the work less than it needs",
        len(lacking),
    ) % {"n": len(lacking), "all": len(rows)}
    return StakeholderTable(request, rows).respond(
        "alignment/stakeholders/list.html",
        {
            "chart": charts.influence_by_interest(rows, title=title) if rows else None,
            "course": charts.support_over_time(queries.support_over_time(rows)),
            "troubles": [one for one in rows if one.trouble],
            "keeps": may(request.actor, Permission.KEEP_STAKEHOLDERS),
        },
    )


@page(Permission.VIEW_ALIGNMENT)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One stakeholder: where it stands, what changed when, who spoke with it."""
    row = fetch(request.actor, Permission.VIEW_ALIGNMENT, queries.stakeholders(), pk)
    readings = list(row.readings.all())
    return render(
        request,
        "alignment/stakeholders/show.html",
        {
            "row": row,
            "reading": readings[0],
            "corner": rules.corner(readings[0].interest, readings[0].influence),
            "support": rules.SUPPORT[readings[0].support],
            "support_needed": rules.SUPPORT[readings[0].support_needed],
            "levels": (rules.LEVELS[readings[0].influence], rules.LEVELS[readings[0].interest]),
            "lacking": rules.support_missing(queries.as_rule(readings[0])),
            "history": _history(readings),
            "contacts": queries.contacts(row)[:50],
            "keeps": may(request.actor, Permission.KEEP_STAKEHOLDERS, on=row) and row.ended_at is None,
        },
    )


def _history(readings: list[Any]) -> list[dict[str, Any]]:
    told = rules.changes([queries.as_rule(one) for one in reversed(readings)])
    return [{"row": row, "changes": changes} for row, (_reading, changes) in zip(readings, told, strict=True)]


def _the(request: Request, pk: UUID) -> Stakeholder:
    return fetch(request.actor, Permission.KEEP_STAKEHOLDERS, queries.stakeholders(), pk)


def _page(row: Stakeholder) -> str:
    return reverse("alignment:stakeholder", args=[row.pk])


@page(Permission.KEEP_STAKEHOLDERS, methods=BOTH)
def add(request: Request) -> HttpResponse:
    """Put somebody on the list."""
    by = request.actor
    organisations = {str(one.pk): one for one in members(by).only("name")}
    form = StakeholderForm(
        request.POST or None,
        people=people(by),
        members=[(key, one.name) for key, one in organisations.items()],
        initial={"on": alliance_day(by), "keeper": str(by.person_id), "kind": "patients"},
    )
    return form_page(
        request,
        form,
        lambda: actions.add(
            by=by,
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            organisation=organisations.get(form.cleaned_data["organisation"]),
            **form.reading(),
        ),
        words={"title": _("Put somebody on the list"), "back": reverse("alignment:stakeholders")},
        done=_("They are on the list."),
        to=_page,
    )


@page(Permission.KEEP_STAKEHOLDERS, methods=BOTH)
def read_anew(request: Request, pk: UUID) -> HttpResponse:
    """Write down what changed."""
    row = _the(request, pk)
    last = row.readings.all()[0]
    initial = {name: getattr(last, name) for name in ReadingForm.base_fields if name not in {"keeper", "why"}}
    form = ReadingForm(
        request.POST or None,
        people=people(request.actor),
        initial=initial | {"on": alliance_day(request.actor), "keeper": str(last.keeper_id or "")},
    )
    return form_page(
        request,
        form,
        lambda: actions.read_anew(by=request.actor, stakeholder=row, **form.reading()),
        words={
            "title": _("Where %(name)s stands now") % {"name": row.name},
            "context": _("What was held before stays; this follows it."),
            "back": _page(row),
        },
        done=_("Written down; what was held before stays below."),
        to=lambda _reading: _page(row),
    )


@page(Permission.KEEP_STAKEHOLDERS, methods=BOTH)
def contact(request: Request, pk: UUID) -> HttpResponse:
    """Write down a talk."""
    row = _the(request, pk)
    form = ContactForm(request.POST or None, initial={"on": alliance_day(request.actor)})
    return form_page(
        request,
        form,
        lambda: actions.contact(by=request.actor, stakeholder=row, **form.cleaned_data),
        words={"title": _("You spoke with %(name)s") % {"name": row.name}, "back": _page(row)},
        done=_("The contact is written down."),
        to=lambda _contact: _page(row),
    )


@page(Permission.KEEP_STAKEHOLDERS, methods=BOTH)
def take_off(request: Request, pk: UUID) -> HttpResponse:
    """Take somebody off the list."""
    row = _the(request, pk)
    form = WhyForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.take_off(by=request.actor, stakeholder=row, why=form.cleaned_data["why"]),
        words={
            "title": _("Take %(name)s off the list") % {"name": row.name},
            "context": _("What was written down stays."),
            "back": _page(row),
        },
        done=_("Taken off the list."),
        to=lambda _none: reverse("alignment:stakeholders"),
    )
