"""Only an approved text leaves; each address gets it once; whoever leaves is left alone."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.access import NotAllowed, Refused
from commonweal.communications import sender
from commonweal.communications.actions import newsletters
from commonweal.communications.actions.common import answer
from commonweal.communications.attention import attention
from commonweal.communications.models import Delivery, Newsletter, Subscription
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories.communications import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def voice() -> Voice:
    return Voice().opened()


def start(voice: Voice) -> Newsletter:
    row = voice.newsletter()
    with voice.world.as_(voice.office):
        return newsletters.start(by=voice.office, newsletter=row)


def outcomes(row: Newsletter) -> Counter[str]:
    with maintenance():
        return Counter(Delivery.objects.filter(newsletter=row).values_list("outcome", flat=True))


def test_only_an_approved_text_leaves_and_only_once(voice: Voice) -> None:
    voice.subscribers(6)
    row = voice.newsletter(approve=False)
    with voice.world.as_(voice.office):
        with pytest.raises(Refused, match="not approved"):
            newsletters.start(by=voice.office, newsletter=row)
        with pytest.raises(Refused, match="You wrote this"):
            answer(by=voice.office, row=row, digest=row.digest(), approved=True)
    with voice.world.as_(voice.lead), pytest.raises(NotAllowed):
        newsletters.start(by=voice.lead, newsletter=row)
    with voice.world.as_(voice.board):
        answer(by=voice.board, row=row, digest=row.digest(), approved=True)
    with voice.world.as_(voice.office):
        newsletters.save_text(
            by=voice.office,
            newsletter=row,
            language="en",
            revision=row.revision,
            subject="Other",
            body="Other words.",
        )
        with pytest.raises(Refused, match="not approved"):
            newsletters.start(by=voice.office, newsletter=row)


def test_one_click_headers_plain_text_and_no_tracking(voice: Voice) -> None:
    voice.subscribers(3)
    row = start(voice)
    assert sender.carry_on(voice.office, row.pk) is False
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        html = message.alternatives[0][0]
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = message.extra_headers["List-Unsubscribe"].strip("<>")
        assert link in message.body and link in html, "the way out is in both parts"
        assert "<img" not in html and "leave.invalid" not in html + message.body
    assert {message.subject for message in mail.outbox} == {"Spring en", "Spring es"}
    assert outcomes(row) == {"sent": 3}
    assert sender.carry_on(voice.office, row.pk) is False
    assert len(mail.outbox) == 3, "once is enough"


def test_whoever_leaves_before_their_turn_does_not_get_it(voice: Voice) -> None:
    voice.subscribers(5)
    row = start(voice)
    assert sender.carry_on(voice.office, row.pk, most=2) is True
    with maintenance():
        last = Delivery.objects.filter(newsletter=row).order_by("-position").first()
        Subscription.objects.filter(pk=last.subscription_id).update(
            ended_at=last.created_at, ended_how="unsubscribed"
        )
    with voice.world.as_(voice.office):
        newsletters.pause(by=voice.office, newsletter=row)
    assert sender.carry_on(voice.office, row.pk) is False, "stopped is stopped"
    with voice.world.as_(voice.office):
        newsletters.go_on(by=voice.office, newsletter=row)
    sender.carry_on(voice.office, row.pk)
    assert outcomes(row) == {"sent": 4, "skipped": 1}
    assert last.email not in [to for message in mail.outbox for to in message.to]


def test_a_bounce_ends_the_subscription_a_delay_does_not(voice: Voice) -> None:
    from anymail.signals import AnymailTrackingEvent, tracking

    voice.subscribers(2)
    row = start(voice)
    sender.carry_on(voice.office, row.pk)
    with maintenance():
        one, other = Delivery.objects.filter(newsletter=row)
    for delivery, kind in ((one, "bounced"), (other, "deferred")):
        event = AnymailTrackingEvent(
            event_type=kind, message_id=delivery.message_id, recipient=delivery.email
        )
        with voice.world.as_(voice.viewer):
            tracking.send(sender=None, event=event, esp_name="Test")
    with maintenance():
        assert Subscription.objects.get(pk=one.subscription_id).ended_how == "bounced"
        assert Subscription.objects.get(pk=other.subscription_id).ended_at is None
        assert Delivery.objects.get(pk=one.pk).bounced_at is not None


def broken_off(voice: Voice, readers: int = 4) -> tuple[Newsletter, Delivery]:
    """A sender was killed after two; whoever went on has set the third aside and sent to the others."""
    voice.subscribers(readers)
    row = start(voice)
    assert sender.carry_on(voice.office, row.pk, most=2) is True
    with maintenance():
        Newsletter.objects.filter(pk=row.pk).update(running=True)
    assert sender.carry_on(voice.office, row.pk) is False
    with maintenance():
        return row, Delivery.objects.get(newsletter=row, outcome="uncertain")


def got(address: str) -> int:
    return sum(address in message.to for message in mail.outbox)


def test_what_is_uncertain_is_told_and_settled_by_the_log_or_sent_again(voice: Voice) -> None:
    row, doubt = broken_off(voice)
    assert got(doubt.email) == 0
    now = clock.now()
    with voice.world.as_(voice.board), CaptureQueriesContext(connection) as asked:
        told = [one for one in attention(voice.board, now) if one.key == f"newsletter-uncertain:{row.pk}"]
    assert "1 readers" in told[0].why and len(asked) <= 4
    with maintenance():
        Newsletter.objects.filter(pk=row.pk).update(running=True)
    with voice.world.as_(voice.office), pytest.raises(Refused, match="Wait until that is over"):
        newsletters.send_uncertain(by=voice.office, newsletter=row)
    with maintenance():
        Newsletter.objects.filter(pk=row.pk).update(running=False)
    with voice.world.as_(voice.office):
        assert newsletters.send_uncertain(by=voice.office, newsletter=row) == 1
    sender.carry_on(voice.office, row.pk)
    assert got(doubt.email) == 1 and outcomes(row) == {"sent": 4}
    with voice.world.as_(voice.office), pytest.raises(Refused, match="Nothing is uncertain"):
        newsletters.settle_uncertain(by=voice.office, newsletter=row)


def test_the_log_shows_that_they_have_it(voice: Voice) -> None:
    row, doubt = broken_off(voice)
    with voice.world.as_(voice.lead), pytest.raises(NotAllowed):
        newsletters.settle_uncertain(by=voice.lead, newsletter=row)
    with voice.world.as_(voice.board):
        assert newsletters.settle_uncertain(by=voice.board, newsletter=row) == 1
    sender.carry_on(voice.office, row.pk)
    assert got(doubt.email) == 0 and outcomes(row) == {"sent": 4}


@pytest.mark.parametrize(("kind", "ended"), [("delivered", ""), ("bounced", "bounced"), ("failed", None)])
def test_a_providers_report_ends_the_doubt(voice: Voice, kind: str, ended: str | None) -> None:
    from anymail.signals import AnymailTrackingEvent, tracking

    row, doubt = broken_off(voice)
    for metadata in ({"delivery": doubt.pk.hex}, {"delivery": "; drop table"}, {}):
        event = AnymailTrackingEvent(
            event_type=kind, message_id="provider-7", recipient=doubt.email, metadata=metadata
        )
        with voice.world.as_(voice.viewer):
            tracking.send(sender=None, event=event, esp_name="Test")
    assert outcomes(row) == ({"sent": 4} if ended is not None else {"sent": 3, "uncertain": 1})
    with maintenance():
        assert Subscription.objects.get(pk=doubt.subscription_id).ended_how == (ended or "")


def test_a_stop_takes_effect_after_the_message_in_hand(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    voice.subscribers(6)
    row = start(voice)
    hand_over = sender.mail.hand_over

    def and_somebody_stops_it(*args: object) -> str:
        told = hand_over(*args)
        if len(mail.outbox) == 2:
            with maintenance():
                Newsletter.objects.filter(pk=row.pk).update(paused_at=clock.now())
        return told

    monkeypatch.setattr(sender.mail, "hand_over", and_somebody_stops_it)
    sender.carry_on(voice.office, row.pk)
    assert len(mail.outbox) == 2 and outcomes(row) == {"sent": 2, "": 4}
    assert all(message.track_opens is False and message.metadata["delivery"] for message in mail.outbox)
