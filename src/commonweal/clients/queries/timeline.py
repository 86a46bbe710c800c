"""This room's own entries on a person's timeline, from rows that the page has fetched already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.clients import choices
from commonweal.clients.instruments import instruments
from commonweal.clients.models import Client, Screening
from commonweal.clients.queries.record import ConsentView, NeedView
from commonweal.clients.timeline import Entry
from commonweal.database import clock

_NEED_SHAPES = {"open": "waiting", "resolved": "done", "withdrawn": "stopped", "error": "stopped"}


def own_entries(
    client: Client,
    needs: Iterable[NeedView],
    screenings: Iterable[Screening],
    consents: Iterable[ConsentView],
) -> Iterator[Entry]:
    """Registration, screenings, needs and their changes, consents given, ended and taken back."""
    yield Entry(client.created_at, _("Registered"), client.recorded_by.name)
    yield from _of_screenings(client, screenings)
    for told in needs:
        yield from _of_need(told)
    for view in consents:
        yield from _of_consent(view)


def _of_screenings(client: Client, screenings: Iterable[Screening]) -> Iterator[Entry]:
    # A screening is kept in a row for each category; on the timeline it is one event again.
    seen = set()
    for part in screenings:
        whole = (part.instrument, part.created_at, part.recorded_by_id)
        if whole in seen:
            continue
        seen.add(whole)
        known = instruments().get(part.instrument)
        yield Entry(
            part.created_at,
            _("Screened: %(title)s") % {"title": known.title if known else part.instrument},
            f"{part.asked_by_name}, {part.recorded_by.name}",
            url=reverse("clients:screening", args=[client.pk, part.pk]),
        )


def _of_need(view: NeedView) -> Iterator[Entry]:
    need = view.need
    label = need.get_domain_display()
    yield Entry(
        need.created_at,
        _("Need recorded: %(need)s") % {"need": label},
        need.recorded_by.name,
        "waiting",
        need.note,
    )
    for change in view.changes:
        yield Entry(
            change.at,
            _("%(need)s: %(status)s, %(urgency)s")
            % {
                "need": label,
                "status": choices.said(choices.NEED_STATUS, change.status).lower(),
                "urgency": choices.said(choices.URGENCY, change.urgency).lower(),
            },
            f"{change.who}, {change.organisation}",
            _NEED_SHAPES[change.status],
            change.reason,
        )


def _of_consent(view: ConsentView) -> Iterator[Entry]:
    consent = view.consent
    yield Entry(
        consent.created_at,
        _("Consent given: %(how)s") % {"how": consent.get_how_display().lower()},
        consent.recorded_by.name,
    )
    for row in view.taken_out:
        if row.revoked_at is not None:
            yield Entry(
                row.revoked_at,
                _("Consent taken back from %(name)s") % {"name": row.name},
                consent.recorded_by.name,
                "stopped",
            )
    if consent.revoked_at:
        yield Entry(
            consent.revoked_at,
            _("Consent taken back"),
            consent.recorded_by.name,
            "stopped",
            consent.revoked_reason,
        )
    elif consent.period.upper and consent.period.upper <= clock.now():
        yield Entry(consent.period.upper, _("Consent lapsed"), consent.recorded_by.name, "stopped")
