"""Posts for social media, and the press: contacts, releases, coverage."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.communications import events
from commonweal.communications.actions.common import locked, state_of
from commonweal.communications.models import Coverage, Post, PressContact, Release
from commonweal.communications.models.common import ours, who
from commonweal.communications.queries import planning
from commonweal.communications.rules import approval, consistency, social
from commonweal.database import clock


def keep_post(*, by: Actor, post: Post | None = None, **facts: Any) -> Post:
    """Draft a post, or change it. Raises Refused where the channel would not take it."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=post)
    faults = social.faults(
        facts["text"], social.CHANNELS[facts["channel"]], image=facts.get("image") is not None,
        alt=facts.get("alt", ""),
    )  # fmt: skip
    if faults:
        raise Refused(" ".join(faults))
    with transaction.atomic():
        row = locked(post) if post is not None else Post(**ours(by))
        if row.posted_at is not None:
            raise Refused(_("This was posted; it stays as it was."))
        for name, value in (facts | who(by)).items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.POST_WRITTEN, on=row, channel=row.get_channel_display())
    return row


def export_post(*, by: Actor, post: Post) -> Post:
    """Take an approved post out, to post it by hand. Raises Refused for one that is not approved as it stands."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=post)
    with transaction.atomic():
        row = locked(post)
        if state_of(row) is not approval.State.APPROVED:
            raise Refused(_("This post is not approved as it stands."))
        row.exported_at = row.exported_at or clock.now()
        row.save(update_fields=["exported_at"])
        audit.record(by, events.POST_EXPORTED, on=row, channel=row.get_channel_display())
    return row


def mark_posted(*, by: Actor, post: Post, url: str = "") -> Post:
    """Somebody posted it."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=post)
    with transaction.atomic():
        row = locked(post)
        if row.posted_at is not None:
            raise Refused(_("This is marked as posted already."))
        if state_of(row) is not approval.State.APPROVED:
            raise Refused(_("This post is not approved as it stands."))
        row.posted_at, row.posted_by, row.posted_url = clock.now(), by.person_name, url
        row.save(update_fields=["posted_at", "posted_by", "posted_url"])
        audit.record(by, events.POST_POSTED, on=row, channel=row.get_channel_display())
    return row


def keep_contact(*, by: Actor, contact: PressContact | None = None, **facts: Any) -> PressContact:
    """Write down somebody of the press."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=contact)
    with transaction.atomic():
        row = locked(contact) if contact is not None else PressContact(**ours(by))
        for name, value in (facts | who(by)).items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.CONTACT_KEPT, on=row, name=row.name, outlet=row.outlet)
    return row


def write_release(
    *,
    by: Actor,
    release: Release | None = None,
    title: str,
    body: str,
    language: str,
    embargo_until: datetime | None,
) -> Release:
    """Write a press release, or change it. Raises Refused once it is out."""
    require(by, Permission.DRAFT_COMMUNICATIONS, on=release)
    with transaction.atomic():
        row = locked(release) if release is not None else Release(**ours(by))
        if row.released_at is not None:
            raise Refused(_("This release is out; it stays as it was."))
        if not row.slug:
            stem, number = slugify(title)[:70] or "release", 1
            while Release.objects.filter(slug=(slug := stem if number == 1 else f"{stem}-{number}")).exists():
                number += 1
            row.slug = slug
        row.title, row.body, row.language, row.embargo_until = title, body, language, embargo_until
        for name, value in who(by).items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.RELEASE_WRITTEN, on=row, title=title)
    return row


def check_release(by: Actor, release: Release) -> consistency.Checked:
    """What the rules say about a press release."""
    source = planning.source(by, clock.now(), wanted=[release.language], grade=12)
    return consistency.check({release.language: f"{release.title}\n\n{release.body}"}, source)


def put_out(*, by: Actor, release: Release) -> Release:
    """Release an approved text; with an embargo the website shows it only afterwards."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=release)
    with transaction.atomic():
        row = locked(release)
        if row.released_at is not None:
            raise Refused(_("This release is out already."))
        if state_of(row) is not approval.State.APPROVED:
            raise Refused(_("This text is not approved. Somebody else who may approve must read it first."))
        if stops := check_release(by, row).stops:
            raise Refused(_("Mend first: ") + " ".join(one.said for one in stops))
        row.body = planning.with_figures(planning.with_messages(row.body, row.language), planning.figures())
        row.released_at = clock.now()
        row.save(update_fields=["released_at", "body"])
        audit.record(by, events.RELEASED, on=row, title=row.title)
    return row


def log_coverage(
    *, by: Actor, outlet: str, title: str, on: date, url: str = "", release: Release | None = None,
    tone: str = "neutral", note: str = "",
) -> Coverage:  # fmt: skip
    """Note what somebody published about the alliance."""
    require(by, Permission.DRAFT_COMMUNICATIONS)
    with transaction.atomic():
        row = Coverage.objects.create(
            outlet=outlet, title=title, on=on, url=url, release=release, tone=tone, note=note, **ours(by)
        )
        audit.record(by, events.COVERAGE_LOGGED, on=row, title=title, outlet=outlet)
    return row
