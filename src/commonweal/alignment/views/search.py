"""Pages of looking for partners: asking, the proposal, prospects and their steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from commonweal.access import Permission
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.alignment import charts
from commonweal.alignment.actions import search as actions
from commonweal.alignment.forms.search import InviteForm, ProspectForm, SearchForm, StepForm
from commonweal.alignment.models import Prospect
from commonweal.alignment.queries import search as queries
from commonweal.alignment.rules import prospects as rules
from commonweal.alignment.views.parts import BOTH, attempt, form_page, refused
from commonweal.directory.domains import NeedDomain
from commonweal.directory.languages import LANGUAGES
from commonweal.directory.models import Provider
from commonweal.directory.rules import CAPACITY_WORDS

STATES = {
    "proposed": ("waiting", lazy("proposed")),
    "in talks": ("moving", lazy("in talks")),
    "looked into": ("moving", lazy("being looked into")),
    "concern open": ("needs", lazy("a concern is open")),
    "cleared": ("needs", lazy("cleared: can be invited")),
    "brought in": ("done", lazy("brought in")),
    "declined": ("stopped", lazy("declined")),
}


@page(Permission.FIND_PARTNERS)
def overview(request: Request) -> HttpResponse:
    """Prospects and where each stands; searches made."""
    rows = [(row, *STATES[queries.state(row)]) for row in queries.prospects()]
    return render(
        request, "alignment/partners/overview.html", {"prospects": rows, "searches": queries.searches()[:20]}
    )


@page(Permission.FIND_PARTNERS, methods=BOTH)
def seek(request: Request) -> HttpResponse:
    """Ask for a proposal."""
    domains, postcodes = queries.challenge()
    places = "\n".join(f"{one}, " for one in postcodes)
    form = SearchForm(request.POST or None, wanted=domains, initial={"places": places})
    if request.method == "POST" and form.is_valid():
        row = attempt(form, lambda: actions.seek(by=request.actor, **form.facts()))
        if not refused(row):
            return redirect("alignment:partner-search", row.pk)
    return render(
        request,
        "alignment/parts/form.html",
        {
            "form": form,
            "title": _("Which partners would cover the need?"),
            "context": _(
                "The directory's services within reach; members first, then as few new ones as possible."
            ),
            "back": reverse("alignment:partners"),
        },
    )


@page(Permission.FIND_PARTNERS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """A proposal."""
    row = fetch(request.actor, Permission.FIND_PARTNERS, queries.searches(), pk)
    found = row.found
    known = {str(one.provider_id): one for one in queries.prospects().filter(provider__isnull=False)}
    return render(
        request,
        "alignment/partners/search.html",
        {
            "row": row,
            "found": found,
            "asked": row.asked,
            "needs": [(NeedDomain(need).label, share) for need, share in row.asked["shares"].items()],
            "chosen": [
                _organisation(one) | {"prospect": known.get(one["provider"])} for one in found["chosen"]
            ],
            "members": [_organisation(one) for one in found["members"]],
            "uncovered": [one | {"need": NeedDomain(one["need"]).label} for one in found["uncovered"]],
            "unspoken": [
                (NeedDomain(one["need"]).label, LANGUAGES[one["language"]].name) for one in found["unspoken"]
            ],
            "chart": charts.frontier(found["frontier"], found["wanted"]) if found["wanted"] else None,
        },
    )


def _organisation(one: dict[str, Any]) -> dict[str, Any]:
    return one | {
        "needs": [(NeedDomain(need).label, people) for need, people in one["needs"].items()],
        "languages": ", ".join(LANGUAGES[code].name for code in one["languages"] if code in LANGUAGES),
        "services": [
            service | {"room": CAPACITY_WORDS.get(service["capacity"], service["capacity"])}
            for service in one["services"]
        ],
    }


@page(Permission.FIND_PARTNERS, methods=("POST",))
def take_on(request: Request, pk: UUID, provider: UUID) -> HttpResponse:
    """An organisation of a proposal becomes a prospect."""
    row = fetch(request.actor, Permission.FIND_PARTNERS, queries.searches(), pk)
    offered = next((one for one in row.found["chosen"] if one["provider"] == str(provider)), None)
    known = Provider.objects.filter(pk=provider, alliance_id=request.actor.own_alliance_id).first()
    if offered is None or known is None:
        raise Http404
    needs = ", ".join(NeedDomain(need).label for need in offered["needs"])
    why = _("Proposed for %(people)s people: %(needs)s.") % {"people": offered["people"], "needs": needs}
    return act(
        request,
        lambda: actions.take_on(by=request.actor, provider=known, why=why, search=row),
        done=_("Taken on. The first step is a talk."),
        to=reverse("alignment:partner-search", args=[pk]),
    )


@page(Permission.FIND_PARTNERS, methods=BOTH)
def add(request: Request) -> HttpResponse:
    """Take on an organisation that the directory does not know."""
    form = ProspectForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.take_on(by=request.actor, **form.cleaned_data),
        words={"title": _("Take on a possible partner"), "back": reverse("alignment:partners")},
        done=_("Taken on. The first step is a talk."),
        to=_page,
    )


@page(Permission.FIND_PARTNERS)
def prospect(request: Request, pk: UUID) -> HttpResponse:
    """A prospect: steps taken, due diligence still needed, the invitation."""
    row = _the(request, pk)
    taken = queries.taken(row)
    counting = rules.latest(taken)
    return render(
        request,
        "alignment/partners/prospect.html",
        {
            "row": row,
            "status": STATES[queries.state(row)],
            "steps": list(row.steps.all())[::-1],
            "checks": [(step.title, counting.get(step.key)) for step in rules.DUE_DILIGENCE],
            "may_invite": rules.refusal_to_invite(taken, brought_in=row.organisation_id is not None) is None,
            "open": row.organisation_id is None,
        },
    )


@page(Permission.FIND_PARTNERS, methods=BOTH)
def step(request: Request, pk: UUID) -> HttpResponse:
    """Write down a step."""
    row = _the(request, pk)
    left = rules.missing(queries.taken(row))
    first = "talk" if not row.steps.all() else left[0].key if left else "talk"
    form = StepForm(request.POST or None, initial={"kind": first, "outcome": "ok"})
    return form_page(
        request,
        form,
        lambda: actions.take_step(by=request.actor, prospect=row, **form.cleaned_data),
        words={"title": _("A step with %(name)s") % {"name": row.name}, "back": _page(row)},
        done=_("Written down."),
        to=lambda _step: _page(row),
    )


@page(Permission.FIND_PARTNERS, methods=BOTH)
def invite(request: Request, pk: UUID) -> HttpResponse:
    """Bring it in and invite whoever speaks for it."""
    row = _the(request, pk)
    form = InviteForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.invite(by=request.actor, prospect=row, **form.cleaned_data),
        words={
            "title": _("Invite %(name)s") % {"name": row.name},
            "context": _("It becomes a member; the person gets a link by e-mail that works for 14 days."),
            "back": _page(row),
        },
        done=_("It is a member now, and the invitation is on its way."),
        to=_page,
    )


def _the(request: Request, pk: UUID) -> Prospect:
    return fetch(request.actor, Permission.FIND_PARTNERS, queries.prospects(), pk)


def _page(row: Prospect) -> str:
    return reverse("alignment:prospect", args=[row.pk])
