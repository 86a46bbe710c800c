"""When an agreement ends or a party leaves: referrals that run go on for a while, or are given back."""

from __future__ import annotations

from django.db import connection, transaction

from commonweal import audit
from commonweal.access import Actor
from commonweal.agreements.models import Agreement
from commonweal.database import live
from commonweal.referrals import events, places, rules
from commonweal.referrals.actions.steps import TOPIC
from commonweal.referrals.models import Referral


def settle_running(*, by: Actor, agreement: Agreement) -> int:
    """Settle the open referrals between an agreement's parties that their receiver sees no more; how many.

    By its exit terms, which the database reads: the receiver goes on seeing each, with the person and the need it
    is about, for the days of transition; or they are given back to the sender as cancelled, and the receiver gets a
    notice that names nobody. Part of the act that ended the agreement, in its transaction.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select * from commonweal.settle_running_referrals(%s, %s)",
                [agreement.pk, rules.AGREEMENT_ENDED_WORDS],
            )
            settled = cursor.fetchall()
        for *_, goes_on, service_id, place in settled:
            if place and not goes_on:
                places.give_back(by, service_id)
        for referral_id, client_id, sender_id, taker_id, goes_on, *_ in settled:
            row = Referral(pk=referral_id, client_id=client_id, alliance_id=by.own_alliance_id)
            audit.record(by, events.GOES_ON if goes_on else events.GIVEN_BACK, on=row)
            live.notify(TOPIC, organisations=[sender_id, taker_id])
    return len(settled)
