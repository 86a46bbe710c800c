"""Pages of a pool's budgets: setting one, prices by the piece, claiming what was delivered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.http import Request
from commonweal.access.views import page
from commonweal.payments import actions
from commonweal.payments.actions.budgets import said
from commonweal.payments.forms import BudgetForm, ClaimForm, RateForm
from commonweal.payments.queries import budgets
from commonweal.payments.views.common import BOTH, form_page, the_pool
from commonweal.settlement.amounts import money


@page(Permission.KEEP_POOLS, methods=BOTH)
def set_budget(request: Request, pk: UUID) -> HttpResponse:
    """Set a budget, or change one: `?budget=` fills the form with what holds now."""
    row = the_pool(request, Permission.KEEP_POOLS, pk)
    form = BudgetForm(request.POST or None, initial=_initial(budgets.history(row), request))
    back = reverse("payments:pool", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.set_budget(by=request.actor, pool=row, **form.cleaned_data),
        words={
            "title": _("A budget of “%(pool)s”") % {"pool": row.name},
            "context": _(
                "Payments within it need the members' approval; beyond it, whoever decides about spending."
            ),
            "back": back,
        },
        done=_("The budget is set. What it was before stays recorded."),
        to=lambda _amount: back,
    )


def _initial(kept: list[budgets.Kept], request: Request) -> dict[str, Any]:
    one = next((one for one in kept if str(one.row.pk) == request.GET.get("budget")), None)
    if one is None:
        return {}
    holds = one.holds
    return {
        "purpose": holds.purpose, "starts": holds.starts, "ends": holds.ends, "amount": holds.amount,
        "carries_over": holds.carries_over,
    }  # fmt: skip


@page(Permission.KEEP_POOLS, methods=BOTH)
def set_rate(request: Request, pk: UUID) -> HttpResponse:
    """Say what the pool pays for each referral or Pathway completed."""
    row = the_pool(request, Permission.KEEP_POOLS, pk)
    form = RateForm(request.POST or None)
    back = reverse("payments:pool", args=[pk])
    return form_page(
        request,
        form,
        lambda: actions.set_rate(by=request.actor, pool=row, **form.cleaned_data),
        words={"title": _("What “%(pool)s” pays by the piece") % {"pool": row.name}, "back": back},
        done=_("The price is set."),
        to=lambda _rate: back,
    )


@page(Permission.VIEW_STATEMENTS, methods=BOTH)
def claim(request: Request, pk: UUID) -> HttpResponse:
    """Ask to be paid for what one's own organisation delivered."""
    row = the_pool(request, Permission.VIEW_STATEMENTS, pk)
    rates = {str(one.pk): one for one in budgets.rates(row)}
    if not rates:
        raise Http404
    choices = [(key, f"{said(one)}: {money(one.price)}") for key, one in rates.items()]
    form = ClaimForm(request.POST or None, rates=choices)
    back = reverse("payments:pool", args=[pk])

    def save() -> Any:
        data = form.cleaned_data
        return actions.claim(
            by=request.actor, rate=rates[data["rate"]], since=data["since"], until=data["until"]
        )

    return form_page(
        request,
        form,
        save,
        words={
            "title": _("Ask to be paid for what you delivered"),
            "context": _("Counted from the referrals that %(name)s closed; no person is named.")
            % {"name": request.actor.organisation_name},
            "back": back,
        },
        done=_("Counted and asked. Those who approve payments find it under “What needs you”."),
        to=lambda _payment: back,
    )
