"""Events: writing, publishing, cancelling, checking people in, telling what came out of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.communications import events, tokens
from commonweal.communications.actions.common import locked
from commonweal.communications.models import Event, Registration, Site
from commonweal.communications.models.common import ours, who
from commonweal.communications.rules import events as rules
from commonweal.communications.rules import pages
from commonweal.communications.site_words import spoken, words
from commonweal.components.letters import Letter, post
from commonweal.database import clock


def keep_event(*, by: Actor, event: Event | None = None, **facts: Any) -> Event:
    """Write an event, or change it. Raises Refused for an address that is taken or times that cannot be."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=event)
    if facts["ends"] <= facts["starts"]:
        raise Refused(_("The event ends before it begins."))
    if facts["registration_until"] > facts["ends"]:
        raise Refused(_("Registration cannot end after the event."))
    with transaction.atomic():
        row = locked(event) if event is not None else Event(**ours(by))
        slug = facts.get("slug", row.slug)
        if fault := pages.slug_fault(slug):
            raise Refused(fault)
        if Event.objects.filter(slug=slug).exclude(pk=row.pk).exists():
            raise Refused(_("There is an event with this address already."))
        for name, value in (facts | who(by)).items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.EVENT_KEPT, on=row, title=row.title())
    return row


def publish_event(*, by: Actor, event: Event) -> Event:
    """Put an event on the website: people can register from now on."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=event)
    with transaction.atomic():
        row = locked(event)
        if row.published_at is not None or row.cancelled_at is not None:
            raise Refused(_("This event was published already."))
        if row.starts <= clock.now():
            raise Refused(_("This event lies in the past."))
        row.published_at = clock.now()
        row.save(update_fields=["published_at"])
        audit.record(by, events.EVENT_PUBLISHED, on=row, title=row.title())
    return row


def cancel_event(*, by: Actor, event: Event, reason: str) -> Event:
    """Cancel an event and write to everybody who registered."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=event)
    with transaction.atomic():
        row = locked(event)
        if row.cancelled_at is not None or row.ends <= clock.now():
            raise Refused(_("This event is over or cancelled already."))
        row.cancelled_at, row.cancelled_reason = clock.now(), reason
        row.save(update_fields=["cancelled_at", "cancelled_reason"])
        site = Site.objects.first()
        for one in Registration.objects.filter(event=row, cancelled_at=None):
            told = words(one.language)["mail_cancelled"] % {"event": row.title(one.language)}
            post(Letter(
                to=one.email, subject=told, paragraphs=(reason,), sender=by.alliance_name, language=one.language,
                postal=site.contact_address if site else "",
            ))  # fmt: skip
        audit.record(by, events.EVENT_CANCELLED, on=row, title=row.title(), reason=reason)
    return row


def check_in(*, by: Actor, registration: Registration, here: bool) -> Registration:
    """Somebody is there (or was ticked by mistake)."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=registration)
    with transaction.atomic():
        row = locked(registration)
        row.checked_in_at = clock.now() if here else None
        row.save(update_fields=["checked_in_at"])
        audit.record(by, events.CHECKED_IN, on=row, title=row.event.title())
    return row


def tell_outcome(*, by: Actor, event: Event, outcome: str) -> Event:
    """Say what came out of an event that is over. It stands on the event's page."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=event)
    if not outcome.strip():
        raise Refused(_("Say what came out of it."))
    with transaction.atomic():
        row = locked(event)
        if row.ends > clock.now():
            raise Refused(_("The event is not over."))
        row.outcome, row.outcome_at = outcome.strip(), clock.now()
        row.save(update_fields=["outcome", "outcome_at"])
        audit.record(by, events.EVENT_OUTCOME, on=row, title=row.title())
    return row


def remind(*, by: Actor, event: Event, site: Site) -> int:
    """Remind those who have a place, once each. Answers how many letters are on their way."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=event)
    with transaction.atomic():
        row = locked(event)
        registered = list(
            Registration.objects.filter(event=row, cancelled_at=None).order_by("registered_at", "id")
        )
        waiting = [one for one in rules.divide(registered, row.places).placed if one.reminded_at is None]
        for one in waiting:
            told = words(one.language)
            post(
                Letter(
                    to=one.email,
                    subject=told["mail_reminder"] % {"event": row.title(one.language)},
                    paragraphs=(when_and_where(row, site, one.language), told["mail_change"]),
                    sender=by.alliance_name,
                    postal=site.contact_address,
                    path=reverse("site:registration", args=[tokens.sign(tokens.REGISTRATION, one.pk)]),
                    act=told["mail_change_act"],
                    language=one.language,
                )
            )
        Registration.objects.filter(pk__in=[one.pk for one in waiting]).update(reminded_at=clock.now())
        if waiting:
            audit.record(by, events.REMINDED, on=row, title=row.title(), count=len(waiting))
    return len(waiting)


def when_and_where(event: Event, site: Site, language: str, zone: str = "") -> str:
    """Day, time and place in words, on the alliance's clock."""
    from zoneinfo import ZoneInfo

    from django.utils.formats import date_format
    from django.utils.translation import override

    here = event.starts.astimezone(ZoneInfo(zone or site.alliance.timezone))
    with override(spoken(language)):
        told = f"{date_format(here, 'l, j F Y')}, {date_format(here, 'H:i')} ({here.tzname()})"
    return "\n".join(part for part in (told, event.place, event.online_url) if part)
