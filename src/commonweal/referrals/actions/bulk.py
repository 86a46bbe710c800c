"""Several answers at once, each succeeding or failing by itself and saying which."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from commonweal.access import Actor, NotAllowed, Refused
from commonweal.referrals import places
from commonweal.referrals.actions.answering import accept, decline
from commonweal.referrals.models import Referral


@dataclass(frozen=True)
class Answered:
    """What became of one of several."""

    referral: Referral
    refusal: str = ""
    """Why it was not answered; empty: it was."""


def accept_several(*, by: Actor, referrals: Iterable[Referral], note: str = "") -> list[Answered]:
    """Accept each; those that cannot be accepted are reported and do not hold up the others."""
    return _each(referrals, lambda one: accept(by=by, referral=one, note=note))


def decline_several(*, by: Actor, referrals: Iterable[Referral], code: str, reason: str) -> list[Answered]:
    """Decline each with the same reason."""
    return _each(referrals, lambda one: decline(by=by, referral=one, code=code, reason=reason))


def _each(referrals: Iterable[Referral], act: Callable[[Referral], Referral]) -> list[Answered]:
    chosen = list(referrals)
    answered = []
    with transaction.atomic():
        # Every act ends by holding the end of the alliance's chain. Whatever later ones will lock is locked
        # before the first, in one order, so that no other transaction is met in a circle.
        rows = Referral.objects.select_for_update(of=("self",)).order_by("pk")
        list(rows.filter(pk__in=[one.pk for one in chosen]).values_list("pk"))
        places.lock(one.service_id for one in chosen)
        for one in chosen:
            try:
                with transaction.atomic():
                    answered.append(Answered(act(one)))
            except (Refused, NotAllowed) as refusal:
                answered.append(Answered(one, str(refusal)))
    return answered
