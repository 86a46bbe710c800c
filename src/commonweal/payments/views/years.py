"""Pages of contract years: the list, one year, drafting, signing, figures, forecast."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.partners.queries import members
from commonweal.payments import actions, agreed, charts, presenters, rules, terms
from commonweal.payments.forecast import forecast
from commonweal.payments.forms import FigureForm, PartiesForm, SignForm, TermsForm, UploadForm
from commonweal.payments.models import Figure
from commonweal.payments.queries import years
from commonweal.payments.views.common import BOTH, form_page, the_year
from commonweal.performance.queries import current_version
from commonweal.settlement.amounts import money


@page(Permission.VIEW_STATEMENTS)
def year_list(request: Request) -> HttpResponseBase:
    """All contract years one takes part in."""
    table = presenters.YearTable(request, presenters.lines(request.actor))
    return table.respond(
        "payments/years.html", {"may_draft": may(request.actor, Permission.MANAGE_CONTRACT_YEARS)}
    )


@page(Permission.VIEW_STATEMENTS)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One contract year."""
    year = the_year(request, Permission.VIEW_STATEMENTS, pk)
    return render(request, "payments/year.html", presenters.year(request.actor, year))


@page(Permission.MANAGE_CONTRACT_YEARS, methods=BOTH)
def draft(request: Request) -> HttpResponse:
    """Begin a contract year; from the terms of a payment agreement where one is named."""
    agreement = agreed.named(request.GET.get("agreement", ""))
    initial = {"terms": agreed.terms_of(agreement)} if agreement is not None else {}
    form = TermsForm(request.POST or None, initial=initial)
    words = {"title": _("Draft a contract year"), "back": reverse("payments:years")}
    return form_page(
        request,
        form,
        lambda: actions.draft(by=request.actor, agreement=agreement, **_said(form)),
        words=words,
        done=_("The draft is saved. Say which partner each party is."),
        to=lambda year: reverse("payments:parties", args=[year.pk]),
        field="terms",
    )


@page(Permission.MANAGE_CONTRACT_YEARS, methods=BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Change a draft."""
    year = the_year(request, Permission.MANAGE_CONTRACT_YEARS, pk)
    initial = {"terms": year.terms, "figures_due": year.figures_due, "open_lines": year.open_lines}
    form = TermsForm(request.POST or None, initial=initial)
    back = reverse("payments:year", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.change(by=request.actor, year=year, **_said(form)),
        words={"title": _("Change “%(title)s”") % {"title": year.title}, "back": back},
        done=_("The draft is saved."),
        to=lambda _year: back,
        field="terms",
    )


def _said(form: TermsForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {"text": data["terms"], "figures_due": data["figures_due"], "open_lines": data["open_lines"]}


@page(Permission.MANAGE_CONTRACT_YEARS, methods=BOTH)
def parties(request: Request, pk: UUID) -> HttpResponse:
    """Say which partner each party is."""
    year = the_year(request, Permission.MANAGE_CONTRACT_YEARS, pk)
    form = PartiesForm(request.POST or None, year=year, members=list(members(request.actor).only("name")))
    back = reverse("payments:year", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.name_parties(by=request.actor, year=year, chosen=form.chosen()),
        words={"title": _("Who is who in “%(title)s”") % {"title": year.title}, "back": back},
        done=_("Saved. Read the terms through, then put them out for signature."),
        to=lambda _year: back,
    )


@page(Permission.MANAGE_CONTRACT_YEARS, methods=("POST",))
def offer(request: Request, pk: UUID) -> HttpResponse:
    """Put the terms out for signature."""
    year = the_year(request, Permission.MANAGE_CONTRACT_YEARS, pk)
    return act(
        request,
        lambda: actions.offer(by=request.actor, year=year),
        done=_("The terms are out for signature. From now on they never change."),
        to=reverse("payments:year", args=[pk]),
    )


@page(Permission.MANAGE_CONTRACT_YEARS, methods=("POST",))
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take the terms back to a draft."""
    year = the_year(request, Permission.MANAGE_CONTRACT_YEARS, pk)
    return act(
        request,
        lambda: actions.take_back(by=request.actor, year=year),
        done=_("The terms are a draft again."),
        to=reverse("payments:year", args=[pk]),
    )


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def sign(request: Request, pk: UUID) -> HttpResponse:
    """Read the terms in full and sign them for one's organisation."""
    year = the_year(request, Permission.SIGN_AGREEMENTS, pk)
    back = reverse("payments:year", args=[pk])
    if not years.waits_for(request.actor, year):
        return redirect(back)
    initial = {"digest": year.digest(), "signed_name": request.actor.person_name}
    form = SignForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.sign(
            by=request.actor,
            year=year,
            digest_seen=form.cleaned_data["digest"],
            signed_name=form.cleaned_data["signed_name"],
        ),
        words={"year": year, "back": back, "digest": year.digest(), "passages": presenters.passages(year)},
        done=_("You signed for %(name)s.") % {"name": request.actor.organisation_name},
        to=lambda _signature: back,
        template="payments/sign.html",
    )


@page(Permission.VIEW_STATEMENTS, methods=BOTH)
def figures(request: Request, pk: UUID) -> HttpResponseBase:
    """Figures with where they came from; enter one, or upload a file."""
    year = the_year(request, Permission.VIEW_STATEMENTS, pk)
    settles = may(request.actor, Permission.SETTLE)
    entering = presenters.entering(request.actor, year)
    uploading = request.method == "POST" and "upload" in request.POST
    data = request.POST or None
    form = FigureForm(None if uploading else data, parties=entering.about)
    files = UploadForm(data if uploading else None, request.FILES if uploading else None)
    here = reverse("payments:figures", args=[pk])
    facts = years.facts(year)
    given = years.figures(year)
    out = None if settles and entering.may else entering.own if entering.may else frozenset()
    table = presenters.FigureTable(request, presenters.figure_rows(year, given, out))
    if table.wants_export:
        return table.export()
    words = {
        "year": year, "table": table, "files": files, "may_enter": entering.may, "refusal": entering.refusal,
        "sources": years.sources(year), "settles": settles,
        "asked": presenters.asked_for(year, given, whole=settles or year.open_lines),
        "withdrawn": [one for one in given if years.is_withdrawn(one)],
        "may_take": entering.may and current_version() is not None,
        "may_reopen": settles and rules.refusal_to_reopen(facts) is None,
        "may_declare": settles and rules.refusal_to_declare(facts, ()) is None,
    }  # fmt: skip

    def save() -> Any:
        if uploading:
            file = files.cleaned_data["file"]
            return actions.upload(by=request.actor, year=year, name=file.name, content=file.read())
        cell = {name: form.cleaned_data[name] for name in ("figure", "value", "party", "period", "note")}
        return actions.enter(by=request.actor, year=year, cell=actions.Cell(**cell))

    if request.method == "POST":
        sent = files if uploading else form
        words["sent"] = sent
        return form_page(
            request,
            sent,
            save,
            words=words | {"form": form},
            done=_("The figures are kept, with where they came from."),
            to=lambda _row: here,
            template="payments/figures.html",
        )
    return render(request, "payments/figures.html", words | {"form": form})


@page(Permission.ENTER_FIGURES, methods=("POST",))
def withdraw_figure(request: Request, pk: UUID) -> HttpResponse:
    """Take a figure out."""
    figure = fetch(request.actor, Permission.ENTER_FIGURES, Figure.objects.select_related("year"), pk)
    return act(
        request,
        lambda: actions.withdraw(by=request.actor, figure=figure),
        done=_("The figure %(name)s is taken out. That it was given stays recorded.")
        % {"name": figure.figure},
        to=reverse("payments:figures", args=[figure.year_id]),
    )


@page(Permission.VIEW_STATEMENTS)
def spend(request: Request, pk: UUID) -> HttpResponse:
    """What the terms alone say about each month."""
    year = the_year(request, Permission.VIEW_STATEMENTS, pk)
    seen = forecast(terms.read(year.terms))
    settles = may(request.actor, Permission.SETTLE)
    own = years.own_parties(request.actor, year)
    shown = [one for one in year.parties.all() if settles or year.open_lines or one.party in own]
    chosen = next(
        (one for one in shown if one.party == request.GET.get("party")), shown[0] if shown else None
    )
    context: dict[str, Any] = {"year": year, "parties": shown, "chosen": chosen, "open": seen.open}
    if chosen is not None:
        mine = frozenset({chosen.party})
        net = seen.net(mine)
        total = sum(net, Decimal(0))
        context["due"] = [(one, money(one.amount)) for one in seen.of(mine)]
        way = _("%(name)s receives %(sum)s in fixed sums over the year")
        if total < 0:
            way = _("%(name)s pays %(sum)s in fixed sums over the year")
        context["chart"] = charts.months(
            seen.months,
            net,
            title=way % {"name": chosen.name, "sum": money(abs(total))},
            subtitle=_("Fixed by the terms, month by month, in $; above zero comes in, below zero goes out"),
        )
    return render(request, "payments/spend.html", context)
