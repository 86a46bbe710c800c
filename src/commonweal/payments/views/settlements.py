"""Pages of settling: a trial, settling, statements, disputes, closing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.payments import actions, presenters, settling
from commonweal.payments.forms import AnswerForm, TextForm
from commonweal.payments.models import Dispute, SettlementWhole, Statement
from commonweal.payments.queries import years
from commonweal.payments.views.common import BOTH, form_page, the_year
from commonweal.settlement.contracts import statement as documents
from commonweal.settlement.contracts.figures import UnreadableFigures


@page(Permission.SETTLE)
def preview(request: Request, pk: UUID) -> HttpResponse:
    """What the year comes to with the figures there are; nothing is stored."""
    year = the_year(request, Permission.SETTLE, pk)
    given = settling.as_table(years.given(year, years.figures(year)))
    context = {"year": year, "questions": (), "document": None, "methods": presenters.methods(year.terms)}
    try:
        settled = settling.trial(year.terms, given)
        context |= {"document": settling.as_data(documents.whole(settled)), "questions": settled.questions}
    except UnreadableFigures:
        context["questions"] = (_("No figure has been given yet"),)
    return render(request, "payments/preview.html", context)


@page(Permission.SETTLE, methods=("POST",))
def declare(request: Request, pk: UUID) -> HttpResponse:
    """Say that the figures are complete."""
    year = the_year(request, Permission.SETTLE, pk)
    return act(
        request,
        lambda: actions.declare_complete(by=request.actor, year=year),
        done=_("The figures are complete. Look at the trial, then settle the year."),
        to=reverse("payments:year", args=[pk]),
    )


@page(Permission.SETTLE, methods=("POST",))
def reopen(request: Request, pk: UUID) -> HttpResponse:
    """Open the figures again."""
    year = the_year(request, Permission.SETTLE, pk)
    return act(
        request,
        lambda: actions.reopen(by=request.actor, year=year),
        done=_("The figures can be corrected."),
        to=reverse("payments:figures", args=[pk]),
    )


@page(Permission.SETTLE, methods=("POST",))
def settle(request: Request, pk: UUID) -> HttpResponse:
    """Settle the year and send the statements."""
    year = the_year(request, Permission.SETTLE, pk)
    return act(
        request,
        lambda: actions.settle(by=request.actor, year=year),
        done=_("The year is settled. Each party can read its statement now."),
        to=reverse("payments:year", args=[pk]),
    )


@page(Permission.SETTLE, methods=("POST",))
def settle_again(request: Request, pk: UUID) -> HttpResponse:
    """Settle once more from what was kept, and compare byte by byte; nothing is stored."""
    year = the_year(request, Permission.SETTLE, pk)
    whole = SettlementWhole.objects.select_related("settlement").filter(settlement=years.latest(year)).first()
    if whole is None:
        raise Http404
    run = settling.run(whole.terms, whole.figures)
    if run.fingerprint == whole.settlement.fingerprint:
        messages.success(request, _("Settled again from the kept terms and figures: every byte is the same."))
    elif run.method != whole.settlement.method and run.lines == whole.lines:
        messages.success(request, _("Settled again by newer code: every payment is the same to the cent."))
    else:
        messages.error(
            request, _("Settled again, the result differs from what was sent out. Keep both, and ask why.")
        )
    return redirect("payments:year", pk)


@page(Permission.SETTLE, methods=("POST",))
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close the year."""
    year = the_year(request, Permission.SETTLE, pk)
    return act(
        request,
        lambda: actions.close(by=request.actor, year=year),
        done=_("The year is closed."),
        to=reverse("payments:year", args=[pk]),
    )


@page(Permission.VIEW_STATEMENTS)
def whole(request: Request, pk: UUID) -> HttpResponse:
    """The settlement with everybody's lines, for those who see them."""
    year = the_year(request, Permission.VIEW_STATEMENTS, pk)
    row = SettlementWhole.objects.select_related("settlement").filter(settlement=years.latest(year)).first()
    if row is None:
        raise Http404
    name = f"{slugify(year.title) or 'settlement'}-{row.settlement.number}"
    match request.GET.get("as"):
        case "pdf":
            return _file(bytes(row.pdf), "application/pdf", f"{name}.pdf")
        case "csv":
            return _file(row.lines.encode(), "text/csv; charset=utf-8", f"{name}.csv")
        case "figures":
            return _file(row.figures.encode(), "text/csv; charset=utf-8", f"{name}-figures.csv")
    taken = presenters.indicators(years.from_indicators(row.settlement))
    context = {"year": year, "settlement": row.settlement, "document": row.document, "indicators": taken,
        "methods": presenters.methods(year.terms)}  # fmt: skip
    return render(request, "payments/whole.html", context)


@page(Permission.VIEW_STATEMENTS)
def statement(request: Request, pk: UUID) -> HttpResponse:
    """A statement, as page or as the PDF that was sent."""
    row = _statement(request, Permission.VIEW_STATEMENTS, pk)
    if request.GET.get("as") == "pdf":
        name = f"{slugify(row.settlement.year.title) or 'statement'}-{row.party.party}-{row.settlement.number}.pdf"
        return _file(bytes(row.pdf), "application/pdf", name)
    return render(request, "payments/statement.html", presenters.statement(request.actor, row))


@page(Permission.DISPUTE, methods=BOTH)
def dispute(request: Request, pk: UUID) -> HttpResponse:
    """Say that a statement is wrong."""
    row = _statement(request, Permission.DISPUTE, pk)
    form = TextForm(request.POST or None)
    back = reverse("payments:statement", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.dispute(by=request.actor, statement=row, text=form.cleaned_data["text"]),
        words={
            "title": _("Dispute your statement"),
            "context": _(
                "The convenor reads it; the other parties see only that you dispute the settlement."
            ),
            "back": back,
            "submit": _("Send the dispute"),
        },
        done=_("Your dispute is sent. The year is closed only after an answer."),
        to=lambda _dispute: reverse("payments:year", args=[row.settlement.year_id]),
    )


@page(Permission.SETTLE, methods=BOTH)
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer a dispute."""
    rows = Dispute.objects.select_related("settlement__year", "organisation")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    the_year(request, Permission.SETTLE, row.settlement.year_id)
    form = AnswerForm(request.POST or None)
    text = row.texts.filter(is_answer=False).values_list("text", flat=True).first()
    back = reverse("payments:year", args=[row.settlement.year_id])
    return form_page(
        request,
        form,
        lambda: actions.answer(by=request.actor, dispute=row, **form.cleaned_data),
        words={
            "title": _("Answer %(name)s's dispute") % {"name": row.organisation.name},
            "quote": text,
            "back": back,
        },
        done=_("The answer is sent."),
        to=lambda _answer: back,
    )


def _statement(request: Request, permission: Permission, pk: UUID) -> Statement:
    rows = Statement.objects.select_related("settlement__year", "party", "organisation")
    row = fetch(request.actor, permission, rows, pk)
    row.settlement.year = years.years().get(pk=row.settlement.year_id)
    return row


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer_ = HttpResponse(content, content_type=kind)
    answer_["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer_
