"""Putting aside, handing over, taking up again; and when the weekly letter comes."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.models import Person
from commonweal.database import clock
from commonweal.helm import events, mail, rules
from commonweal.helm.models import Digest, HandedOver, PutAside
from commonweal.partners import thresholds
from commonweal.partners.models import Alliance, Seat
from commonweal.partners.queries import alliance_day
from commonweal.partners.thresholds import Threshold


def put_aside(*, by: Actor, key: str, until: date, reason: str) -> None:
    """Do not show this to me before a day. Raises Refused without a reason, or for a day too far away."""
    said = rules.refusal_to_put_aside(until=until, today=alliance_day(by), reason=reason)
    if said:
        raise Refused(said)
    with transaction.atomic():
        PutAside.objects.update_or_create(
            seat_id=by.own_seat_id, key=key, defaults={"until": until, "reason": reason.strip()}
        )
        audit.record(by, events.PUT_ASIDE, until=until.isoformat(), reason=reason.strip())


def hand_over(*, by: Actor, key: str, to: Seat, note: str = "") -> None:
    """Ask a colleague to see to it. Raises Refused for somebody of another organisation, or oneself."""
    if to.organisation_id != by.organisation_id or to.pk == by.seat_id or to.person_id is None:
        raise Refused("It can be handed to a colleague of your own organisation.")
    name = Person.objects.get(pk=to.person_id).name
    with transaction.atomic():
        HandedOver.objects.filter(seat_id=by.own_seat_id, key=key).delete()
        HandedOver.objects.create(
            seat_id=by.own_seat_id,
            to=to,
            person_name=by.person_name,
            to_name=name,
            key=key,
            note=note.strip(),
        )
        audit.record(by, events.HANDED_OVER, name=name)


def take_up(*, by: Actor, key: str) -> None:
    """Show again what I put aside or handed over."""
    with transaction.atomic():
        PutAside.objects.filter(seat_id=by.own_seat_id, key=key).delete()
        HandedOver.objects.filter(seat_id=by.own_seat_id, key=key).delete()
        audit.record(by, events.TAKEN_UP)


def choose_digest(*, by: Actor, wanted: bool, weekday: int, hour: int) -> Digest:
    """Say whether and when the weekly letter comes."""
    with transaction.atomic():
        row, _new = Digest.objects.update_or_create(
            seat_id=by.own_seat_id, defaults={"wanted": wanted, "weekday": weekday, "hour": hour}
        )
        audit.record(by, events.DIGEST_CHANGED)
    return row


def send_digest(*, by: Actor) -> None:
    """Send the actor the letter as it would be now. Raises Refused when it cannot leave."""
    try:
        mail.digest(by).send()
    except OSError as why:
        raise Refused(
            "The letter could not be sent: the mail server cannot be reached. Try again later."
        ) from why


def note_sent(*, by: Actor) -> None:
    """The letter has gone out now. No act is recorded: nobody did anything."""
    Digest.objects.update_or_create(seat_id=by.own_seat_id, defaults={"sent_at": clock.now()})


def choose_threshold(*, by: Actor, threshold: Threshold, value: int, reason: str) -> None:
    """The alliance's own number in the place of the default. Raises Refused out of bounds or without a reason."""
    require(by, Permission.MANAGE_ALLIANCE)
    said = thresholds.refusal(threshold, value)
    if said or not reason.strip():
        raise Refused(said or "Say why; the reason stands beside the number.")
    with transaction.atomic():
        alliance = Alliance.objects.select_for_update().get(pk=by.own_alliance_id)
        alliance.numbers[threshold.key] = {
            "value": value,
            "reason": reason.strip(),
            "by": by.person_name,
            "at": clock.now().isoformat(),
        }
        alliance.save(update_fields=["numbers"])
        audit.record(by, events.THRESHOLD_CHOSEN, what=threshold.title, value=value, reason=reason.strip())
