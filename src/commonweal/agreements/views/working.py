"""What goes on around an agreement: remarks, scanned copies, counter-signature, reports, joining, exit, dates."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.agreements import actions, files, obligations, presenters, queries, wording
from commonweal.agreements.forms import AccedeForm, RemarkForm, ReportForm, ScanForm, SignForm
from commonweal.agreements.models import Agreement, ExitTask, Remark, Scan
from commonweal.agreements.views.common import BOTH, attempt, version_of
from commonweal.database import clock
from commonweal.partners.models import Organisation
from commonweal.partners.queries import alliance, members


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def remark(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Remark on a paragraph, or propose other words."""
    agreement, row = version_of(request, Permission.VIEW_AGREEMENTS, pk, number)
    if not presenters.may_remark(request.actor, agreement, row):
        raise Http404
    parts = wording.paragraphs(row.text)
    chosen = request.GET.get("paragraph", "")
    place = int(chosen) if chosen.isdecimal() and 0 < int(chosen[:4]) <= len(parts) else 0
    initial = {"paragraph": place, "proposed": parts[place - 1] if place else ""}
    form = RemarkForm(request.POST or None, initial=initial, paragraphs=parts)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.remark(by=request.actor, version=row, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("Your remark stands beside the text; the others can read it."))
            return redirect("agreements:version", pk, number)
    return render(request, "agreements/act.html", {
        "form": form, "agreement": agreement,
        "heading": _("Remark on version %(n)d of “%(title)s”") % {"n": number, "title": agreement.title},
    })  # fmt: skip


@page(Permission.DRAFT_AGREEMENTS, methods=("POST",))
def answer(request: Request, pk: UUID, remark_pk: UUID) -> HttpResponse:
    """Take a remark's words into the draft, or not."""
    fetch(request.actor, Permission.DRAFT_AGREEMENTS, queries.whole(), pk)
    made = (
        Remark.objects.select_related("version__agreement")
        .filter(pk=remark_pk, version__agreement=pk)
        .first()
    )
    if made is None:
        raise Http404
    take = request.POST.get("take") == "yes"
    return act(
        request,
        lambda: actions.answer(by=request.actor, remark=made, take=take),
        done=_("The words stand in the draft now.") if take else _("The remark is answered."),
        to=reverse("agreements:version", args=[pk, made.version.number]),
    )


@page(Permission.MANAGE_ALLIANCE, methods=BOTH)
def countersign(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Counter-sign for the alliance."""
    agreement, row = version_of(request, Permission.MANAGE_ALLIANCE, pk, number)
    initial = {"digest": row.digest(), "signed_name": request.actor.person_name}
    form = SignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.countersign(
                by=request.actor, version=row, digest_seen=data["digest"], signed_name=data["signed_name"]
            ),
        )
        if made is not None:
            messages.success(request, _("You counter-signed for the alliance."))
            return redirect("agreements:show", pk)
    context = presenters.version(request.actor, agreement, row, clock.now())
    return render(request, "agreements/sign.html", context | {"form": form, "counter": True})


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def scan(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Record a signature given on paper."""
    agreement, row = version_of(request, Permission.VIEW_AGREEMENTS, pk, number)
    may_sign = queries.paper_parties(row) if may(request.actor, Permission.MANAGE_ALLIANCE) else []
    if request.actor.organisation_id in row.facts().parties - row.facts().signed:
        may_sign += list(Organisation.objects.filter(pk=request.actor.organisation_id))
    form = ScanForm(
        request.POST or None, request.FILES or None, initial={"digest": row.digest()}, organisations=may_sign
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        party = next(one for one in may_sign if str(one.pk) == data["organisation"])
        made = attempt(
            form,
            lambda: actions.record_scan(
                by=request.actor, version=row, organisation=party, digest_seen=data["digest"],
                signed_name=data["signed_name"], name=data["scan"].name, content=data["scan"].read(),
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, presenters.said_after_signing(pk, clock.now()))
            return redirect("agreements:show", pk)
    return render(request, "agreements/act.html", {
        "form": form, "agreement": agreement, "nobody": not may_sign,
        "heading": _("Record a signature on paper under “%(title)s”") % {"title": agreement.title},
    })  # fmt: skip


@page(Permission.VIEW_AGREEMENTS)
def scanned(request: Request, pk: UUID, scan_pk: UUID) -> HttpResponse:
    """The scanned copy, to its parties and the convenor."""
    fetch(request.actor, Permission.VIEW_AGREEMENTS, Agreement.objects.all(), pk)
    row = Scan.objects.filter(pk=scan_pk, signature__version__agreement=pk).first()
    if row is None:
        raise Http404
    return files.download(row.name, row.content_type, bytes(row.content))


@page(Permission.VIEW_AGREEMENTS)
def pdf(request: Request, pk: UUID, number: int) -> HttpResponse:
    """A version with its signatures as PDF."""
    agreement, row = version_of(request, Permission.VIEW_AGREEMENTS, pk, number)
    content = files.as_pdf(request.actor, agreement, row)
    return files.download(f"agreement-version-{number}.pdf", "application/pdf", content)


@page(Permission.SIGN_AGREEMENTS, methods=BOTH)
def report(request: Request, pk: UUID, number: int, clause: str, due: date) -> HttpResponse:
    """Say that a duty was done."""
    agreement, row = version_of(request, Permission.VIEW_AGREEMENTS, pk, number)
    mine = [
        one
        for one in obligations.duties_of(agreement, row, until=due)
        if (one.clause, one.due, one.by) == (clause, due, request.actor.organisation_id)
    ]
    if not mine:
        raise Http404
    today = obligations.until_today(clock.now(), agreement.alliance.timezone)
    form = ReportForm(request.POST or None, initial={"done": today})
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.report(
                by=request.actor, version=row, clause=clause, due=due, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, _("It is recorded as done."))
            return redirect("agreements:show", pk)
    return render(request, "agreements/act.html", {
        "form": form, "agreement": agreement, "heading": mine[0].what, "duty": mine[0],
    })  # fmt: skip


@page(Permission.DRAFT_AGREEMENTS, methods=BOTH)
def accede(request: Request, pk: UUID) -> HttpResponse:
    """Bring another organisation in."""
    agreement = fetch(request.actor, Permission.DRAFT_AGREEMENTS, queries.whole(), pk)
    others = members(request.actor).exclude(pk__in=agreement.current_parties()).order_by("name")
    form = AccedeForm(request.POST or None, organisations=others.only("name"))
    if request.method == "POST" and form.is_valid():
        joining = frozenset(UUID(one) for one in form.cleaned_data["joining"])
        made = attempt(form, lambda: actions.accede(by=request.actor, agreement=agreement, joining=joining))
        if made is not None:
            messages.success(request, _("The joining version is out for signature."))
            return redirect("agreements:version", pk, made.number)
    return render(request, "agreements/act.html", {
        "form": form, "agreement": agreement,
        "heading": _("Bring somebody into “%(title)s”") % {"title": agreement.title},
    })  # fmt: skip


@page(Permission.DRAFT_AGREEMENTS, methods=("POST",))
def renew(request: Request, pk: UUID) -> HttpResponse:
    """Begin a renewal."""
    agreement = fetch(request.actor, Permission.DRAFT_AGREEMENTS, queries.whole(), pk)
    return act(
        request,
        lambda: actions.renew(by=request.actor, agreement=agreement),
        done=_("The renewal is drafted: the same words, as long again. Put it out for signature."),
        to=reverse("agreements:show", args=[pk]),
    )


@page(Permission.SIGN_AGREEMENTS, methods=("POST",))
def begin_exit(request: Request, pk: UUID) -> HttpResponse:
    """Begin the checklist of what lapsed."""
    agreement = fetch(request.actor, Permission.VIEW_AGREEMENTS, queries.whole(), pk)
    return act(
        request,
        lambda: actions.begin_exit(by=request.actor, agreement=agreement),
        done=_("The checklist has begun."),
        to=reverse("agreements:show", args=[pk]),
    )


@page(Permission.SIGN_AGREEMENTS, methods=("POST",))
def finish_step(request: Request, pk: UUID, task_pk: UUID) -> HttpResponse:
    """Check an entry off."""
    fetch(request.actor, Permission.VIEW_AGREEMENTS, Agreement.objects.all(), pk)
    task = ExitTask.objects.select_related("agreement").filter(pk=task_pk, agreement=pk).first()
    if task is None:
        raise Http404
    return act(
        request,
        lambda: actions.finish_step(by=request.actor, task=task),
        done=_("It is done."),
        to=reverse("agreements:show", args=[pk]),
    )


@page(Permission.VIEW_AGREEMENTS)
def dates(request: Request) -> HttpResponse:
    """The days to keep of one's organisation (the convenor: of all), to read or for a calendar."""
    whose = None if may(request.actor, Permission.MANAGE_ALLIANCE) else request.actor.organisation_id
    today = obligations.until_today(clock.now(), alliance(request.actor).timezone)
    found = obligations.dates(today, whose)
    if request.GET.get("as") == "ics":
        content = files.as_calendar(found, clock.now(), request.build_absolute_uri)
        return files.download("agreements.ics", "text/calendar; charset=utf-8", content)
    return render(request, "agreements/dates.html", {"dates": found, "whose": whose})
