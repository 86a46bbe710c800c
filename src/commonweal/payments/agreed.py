"""Payment agreements and the contract years made from their terms."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.agreements.models import Agreement
from commonweal.agreements.rules import Kind
from commonweal.agreements.switches import Switched
from commonweal.payments.models import ContractYear


def named(key: str) -> Agreement | None:
    """The payment agreement in force with this identifier, if the actor sees one."""
    try:
        pk = UUID(key)
    except ValueError:
        return None
    rows = Agreement.objects.in_force().filter(kind=Kind.PAYMENT.key)
    return rows.select_related("version_in_force").filter(pk=pk).first()


def terms_of(agreement: Agreement) -> str:
    """The terms of the contract year that an agreement in force names."""
    version = agreement.version_in_force
    payment = version.read().payment if version is not None else None
    return payment.contract if payment is not None else ""


def contract_years(by: Actor, agreement: Agreement) -> list[Switched]:
    """The contract years made from an agreement, as far as the actor sees them; or the offer to make the first.

    Nothing where there is none and the actor may make none: then the clause is a promise, as far as they can tell.
    """
    found = [
        Switched(
            _("Became the contract year “%(title)s”.") % {"title": row.title},
            reverse("payments:year", args=[row.pk]),
            _("Open the contract year"),
        )
        for row in ContractYear.objects.filter(agreement=agreement).order_by("-starts")
    ]
    if not found and may(by, Permission.MANAGE_CONTRACT_YEARS) and agreement.version_in_force_id is not None:
        found.append(
            Switched(
                _("Can become the contract year that is settled from it; none was made yet."),
                f"{reverse('payments:draft')}?agreement={agreement.pk}",
                _("Make the contract year of this agreement"),
            )
        )
    return found
