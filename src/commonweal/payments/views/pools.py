"""Pages of pools: the ledger, paying in, asking, approving, paying, correcting, carrying over."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.components.tables import csv_response
from commonweal.partners.queries import members
from commonweal.payments import actions, presenters
from commonweal.payments.actions.pools import today
from commonweal.payments.forms import DayForm, DeclineForm, MoneyForm, PoolForm
from commonweal.payments.models import Entry, Pool, PoolPayment
from commonweal.payments.queries import pools
from commonweal.payments.views.common import BOTH, form_page, the_pool
from commonweal.settlement.amounts import money


@page(Permission.VIEW_STATEMENTS)
def pool_list(request: Request) -> HttpResponse:
    """The pools one takes part in."""
    rows = [(one, money(one.balance), money(one.floor), one.balance < one.floor) for one in pools.pools()]
    return render(
        request, "payments/pools.html", {"pools": rows, "may_open": may(request.actor, Permission.KEEP_POOLS)}
    )


@page(Permission.KEEP_POOLS, methods=BOTH)
def open_pool(request: Request) -> HttpResponse:
    """Open a pool."""
    form = PoolForm(request.POST or None, members=list(members(request.actor).only("name")))
    return form_page(
        request,
        form,
        lambda: actions.open_pool(by=request.actor, **form.facts()),
        words={"title": _("Open a pool"), "back": reverse("payments:pools")},
        done=_("The pool is open."),
        to=_to,
    )


LEDGER = ("No.", "Day", "Kind", "For", "Account", "Amount", "Takes back", "Written by")


@page(Permission.VIEW_STATEMENTS)
def pool(request: Request, pk: UUID) -> HttpResponseBase:
    """A pool: balance over time, budgets, payments asked, the ledger (`?as=csv`: the whole of it)."""
    row = the_pool(request, Permission.VIEW_STATEMENTS, pk)
    if request.GET.get("as") == "csv":
        return csv_response(f"{row.name}-ledger", LEDGER, presenters.ledger_rows(row))
    before = request.GET.get("before", "")
    context = presenters.pool(request.actor, row, int(before) if before.isdecimal() else None)
    return render(request, "payments/pool.html", context)


@page(Permission.KEEP_POOLS, methods=BOTH)
def contribute(request: Request, pk: UUID) -> HttpResponse:
    """Write down what a member paid in."""
    row = the_pool(request, Permission.KEEP_POOLS, pk)
    choices = [(str(one.organisation_id), one.organisation.name) for one in row.members.all()]
    form = MoneyForm(request.POST or None, choices=choices, initial={"on": today(row)})
    return form_page(
        request,
        form,
        lambda: actions.contribute(
            by=request.actor,
            pool=row,
            organisation=UUID(form.cleaned_data["organisation"]),
            amount=form.cleaned_data["amount"],
            on=form.cleaned_data["on"],
            text=form.cleaned_data["text"],
        ),
        words={"title": _("Money paid in"), "back": _to(row), "submit": _("Write it into the ledger")},
        done=_("It stands in the ledger."),
        to=lambda _entry: _to(row),
    )


@page(Permission.VIEW_STATEMENTS, methods=BOTH)
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Ask for a payment."""
    row = the_pool(request, Permission.VIEW_STATEMENTS, pk)
    choices = [(str(one.pk), one.name) for one in members(request.actor).only("name")]
    form = MoneyForm(request.POST or None, choices=choices, dated=False)
    return form_page(
        request,
        form,
        lambda: actions.ask(
            by=request.actor,
            pool=row,
            to=UUID(form.cleaned_data["organisation"]),
            amount=form.cleaned_data["amount"],
            purpose=form.cleaned_data["text"],
            charged_to=form.cleaned_data["charged_to"],
        ),
        words={"title": _("Ask for a payment"), "back": _to(row), "submit": _("Ask for the payment")},
        done=_("Asked. Those who approve payments find it under “What needs you”."),
        to=lambda _payment: _to(row),
    )


@page(Permission.APPROVE_POOL_PAYMENTS, methods=("POST",))
def approve(request: Request, pk: UUID) -> HttpResponse:
    """Approve a payment."""
    payment = _payment(pk)
    return act(
        request,
        lambda: actions.approve(by=request.actor, payment=payment, approved=True),
        done=_("You approved the payment."),
        to=_to(payment.pool),
    )


@page(Permission.APPROVE_POOL_PAYMENTS, methods=BOTH)
def decline(request: Request, pk: UUID) -> HttpResponse:
    """Decline a payment, with a reason."""
    payment = _payment(pk)
    form = DeclineForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.approve(
            by=request.actor, payment=payment, approved=False, reason=form.cleaned_data["reason"]
        ),
        words={
            "title": _("Decline %(amount)s to %(to)s")
            % {"amount": money(payment.amount), "to": payment.to.name},
            "context": payment.purpose,
            "back": _to(payment.pool),
        },
        done=_("You declined the payment."),
        to=lambda _answer: _to(payment.pool),
    )


@page(Permission.KEEP_POOLS, methods=("POST",))
def pay(request: Request, pk: UUID) -> HttpResponse:
    """Write down that an approved payment was made today."""
    payment = _payment(pk)
    return act(
        request,
        lambda: actions.pay(by=request.actor, payment=payment, on=today(payment.pool)),
        done=_("Paid, and written into the ledger."),
        to=_to(payment.pool),
    )


@page(Permission.KEEP_POOLS, methods=BOTH)
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Take an entry back."""
    entry = Entry.objects.select_related("pool__alliance").filter(pk=pk).first()
    if entry is None:
        raise Http404
    fetch(request.actor, Permission.KEEP_POOLS, Pool.objects.all(), entry.pool_id)
    form = DayForm(request.POST or None, initial={"on": today(entry.pool)})
    return form_page(
        request,
        form,
        lambda: actions.correct(by=request.actor, entry=entry, **form.cleaned_data),
        words={
            "title": _("Take entry %(number)s back") % {"number": entry.number},
            "context": _("The entry stays; a second one that is its mirror image is made."),
            "back": _to(entry.pool),
            "submit": _("Take the entry back"),
        },
        done=_("The entry is taken back by a new one."),
        to=lambda _entry: _to(entry.pool),
    )


@page(Permission.KEEP_POOLS, methods=("POST",))
def carry_over(request: Request, pk: UUID) -> HttpResponse:
    """Give back what last year left above the limit."""
    row = the_pool(request, Permission.KEEP_POOLS, pk)
    day = today(row)
    return act(
        request,
        lambda: actions.carry_over(by=request.actor, pool=row, year=day.year - 1, on=day),
        done=_("What stood above the limit is given back in proportion to what each paid in."),
        to=_to(row),
    )


def _payment(pk: UUID) -> PoolPayment:
    row = PoolPayment.objects.select_related("pool__alliance", "to").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _to(pool_: Pool) -> str:
    return reverse("payments:pool", args=[pool_.pk])
