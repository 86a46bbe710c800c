"""Agreements as files: a version with its signatures as PDF, the days to keep as a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from commonweal.access import Actor
from commonweal.agreements import clauses, presenters, queries, wording
from commonweal.agreements.models import Agreement, Version
from commonweal.agreements.obligations import Date
from commonweal.settlement.documents import Document, Section, Table
from commonweal.settlement.documents import as_pdf as document_as_pdf


def download(name: str, content_type: str, content: bytes) -> HttpResponse:
    """A file that the browser keeps instead of showing it: what is in it was sent by somebody."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def as_pdf(by: Actor, agreement: Agreement, version: Version) -> bytes:
    """A version with its signatures; the same facts give the same bytes."""
    names = queries.organisation_names(version.parties)
    listed = clauses.items(by, agreement, version, names)
    signed = tuple(
        (
            one.name,
            one.signature.signed_name if one.signature else _("not signed"),
            f"{one.signature.created_at:%Y-%m-%d %H:%M} UTC" if one.signature else "",
            _("on paper") if one.signature and one.signature.scan_digest else "",
        )
        for one in presenters.signatories(version, names)
    )
    counter = tuple(
        (_("Counter-signed for the alliance"), one.signed_name, f"{one.created_at:%Y-%m-%d %H:%M} UTC", "")
        for one in version.countersignatures.all()
    )
    document = Document(
        title=agreement.title,
        subtitle=_("%(kind)s agreement, version %(n)d")
        % {"kind": agreement.get_kind_display(), "n": version.number},
        facts=(
            (_("Parties"), ", ".join(sorted(names.values()))),
            (_("First day"), str(version.starts or _("when the last party signs"))),
            (_("Last day"), str(version.ends or _("until somebody ends it"))),
        ),
        sections=(
            Section(_("The text"), tuple(wording.paragraphs(version.text))),
            Section(
                _("What the software reads of it"),
                tuple(
                    f"{one.sentence} — " + (_("enforced") if one.enforced else _("promise only"))
                    for one in listed
                ),
            ),
            Section(
                _("Signatures"),
                table=Table((_("Party"), _("Signed by"), _("At"), ""), signed + counter),
            ),
        ),
        notes=(
            _("SHA-256 of what was signed: %(digest)s. It stands with each signature in the record of acts.")
            % {"digest": version.digest()},
        ),
    )
    return document_as_pdf(document)


def as_calendar(dates: Iterable[Date], now: datetime, absolute: Callable[[str], str]) -> bytes:
    """Days to keep as iCalendar (RFC 5545), each the whole day, with the address of its agreement."""
    calendar = Calendar()
    calendar.add("prodid", "-//Commonweal//agreements//EN")
    calendar.add("version", "2.0")
    for one in dates:
        event = Event()
        event.add("uid", f"{one.key}@commonweal")
        event.add("dtstamp", now)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.title)
        event.add("url", absolute(reverse("agreements:show", args=[one.agreement_id])))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
