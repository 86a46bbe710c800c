"""When a consent falls away: referrals that their receiver sees no more end, and the receiver is told so."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.database import live
from commonweal.partners.models import Organisation
from commonweal.referrals import events, mail, places, rules
from commonweal.referrals.actions.steps import TOPIC
from commonweal.referrals.models import Referral


def withdraw_unseen(*, by: Actor, client_id: UUID) -> int:
    """Cancel the person's open referrals that reach their receiver no more; how many there were.

    Part of the act that revoked the consent, in its transaction: whoever may revoke it causes this, also where
    the referral is another organisation's. The sender's board shows it as cancelled; the receiver, who sees
    the referral no more, gets a notice and an e-mail, neither of which names anybody served.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select * from commonweal.withdraw_unseen_referrals(%s, %s)",
                [client_id, rules.CONSENT_WITHDRAWN_WORDS],
            )
            ended = cursor.fetchall()
        # In the order of identifiers, as bulk answers lock them.
        for service_id in sorted(service for *_, service, place in ended if place):
            places.give_back(by, service_id)
        receivers = Organisation.objects.in_bulk({taker for _, _, taker, *_ in ended if taker is not None})
        for referral_id, sender_id, taker_id, assigned_id, *_ in ended:
            receiver = receivers.get(taker_id)
            audit.record(
                by,
                events.CONSENT_WITHDRAWN,
                on=Referral(pk=referral_id, client_id=client_id, alliance_id=by.own_alliance_id),
                receiver=receiver.name if receiver else "all that match",
            )
            if receiver is None:
                live.notify(TOPIC, alliance=by.alliance_id)
                continue
            if address := _address(receiver, assigned_id):
                mail.send_withdrawal(to=address)
            live.notify(TOPIC, organisations=[sender_id, taker_id])
    return len(ended)


def _address(receiver: Organisation, assigned_id: UUID | None) -> str:
    """Whoever works on it; else the organisation's own address."""
    if assigned_id is not None:
        person = Person.objects.filter(pk=assigned_id, is_active=True).first()
        if person is not None:
            return str(person.email)
    return str(receiver.contact_email)
