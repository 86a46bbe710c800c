"""The website: its settings, pages with drafts and publications, removal, pictures."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Actor, Permission, Refused, require
from commonweal.access.held import require_decision
from commonweal.access.rules import Conflict
from commonweal.communications import events, files
from commonweal.communications.actions.common import locked
from commonweal.communications.models import Draft, Image, Page, Publication, Site
from commonweal.communications.models.common import ours, who
from commonweal.communications.queries import planning
from commonweal.communications.rules import blocks, consistency, pages
from commonweal.database import clock, live


def keep_site(*, by: Actor, site: Site | None = None, **facts: Any) -> Site:
    """Set the website up, or change its settings. Raises Refused where the address is taken."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=site)
    if fault := pages.slug_fault(facts["slug"]):
        raise Refused(fault)
    if not facts.get("languages"):
        raise Refused(_("Choose at least one language."))
    with transaction.atomic():
        row = locked(site) if site is not None else Site(alliance_id=by.own_alliance_id)
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.SITE_KEPT, on=row, slug=row.slug)
    return row


def open_site(*, by: Actor, site: Site, opened: bool) -> Site:
    """Open the website to the public, or close it. Raises Refused for one without a published first page."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=site)
    with transaction.atomic():
        row = locked(site)
        home = Publication.objects.filter(page__slug="home", page__removed_at=None, current=True)
        if opened and not home.exists():
            raise Refused(
                _("Publish a page with the address “home” first: it is what people see when they come.")
            )
        row.published_at = clock.now() if opened else None
        row.save(update_fields=["published_at"])
        audit.record(by, events.SITE_PUBLISHED if opened else events.SITE_CLOSED, on=row, slug=row.slug)
    return row


def add_page(*, by: Actor, slug: str, kind: str = "page", in_menu: bool = True, position: int = 0) -> Page:
    """A new page or piece of news, still without text. Raises Refused where the address cannot be used."""
    require(by, Permission.DRAFT_COMMUNICATIONS)
    if fault := pages.slug_fault(slug):
        raise Refused(fault)
    with transaction.atomic():
        if Page.objects.filter(slug=slug).exists():
            raise Refused(
                _("There is or was a page with this address. Addresses are never used again for another.")
            )
        return Page.objects.create(
            slug=slug, kind=kind, in_menu=in_menu and kind == "page", position=position, **ours(by)
        )


def save_draft(
    *, by: Actor, page: Page, language: str, revision: int, title: str, body: str, summary: str = ""
) -> Draft:
    """Save a text. `revision` is the one that was read (0: none was there).

    Raises Conflict where somebody saved meanwhile: nothing is overwritten, nothing typed is lost. Raises Refused for
    a text that cannot be shown.
    """
    require(by, Permission.DRAFT_COMMUNICATIONS, on=page)
    if page.removed_at is not None:
        raise Refused(_("This page was removed. Bring it back first."))
    if found := blocks.faults(body):
        raise Refused(
            " ".join(_("Line %(n)d: %(said)s") % {"n": one.line, "said": one.said} for one in found)
        )
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(page=page, language=language).first()
        if (row.revision if row is not None else 0) != revision:
            raise Conflict(
                _(
                    "%(name)s saved this text while you were writing. Nothing was overwritten; compare both below."
                )
                % {"name": row.person_name if row is not None else _("Somebody")}
            )
        if row is None:
            row = Draft(page=page, language=language, alliance_id=page.alliance_id, revision=0)
        row.title, row.summary, row.body, row.saved_at = title, summary, body, clock.now()
        row.revision += 1
        for name, value in who(by).items():
            setattr(row, name, value)
        row.save()
        audit.record(by, events.PAGE_DRAFTED, on=page, slug=page.slug, language=language)
        live.notify("page", alliance=page.alliance_id)
    return row


def publish(*, by: Actor, page: Page, language: str, revision: int) -> Publication:
    """Publish the draft that was read.

    Raises Refused where it changed since, the check stops it, or the alliance named who decides on what goes out and
    it was not decided.
    """
    require(by, Permission.APPROVE_COMMUNICATIONS, on=page)
    with transaction.atomic():
        page = locked(page)
        draft = Draft.objects.filter(page=page, language=language).first()
        if page.removed_at is not None or draft is None:
            raise Refused(_("There is no text to publish."))
        if draft.revision != revision:
            raise Refused(_("The text was changed while you read it. Read it again; nothing was published."))
        checked = check_page(by, draft)
        if checked.stops:
            raise Refused(
                _("Nothing was published. Mend first: ")
                + " ".join(
                    _("line %(n)d: %(said)s") % {"n": one.line, "said": one.said} for one in checked.stops
                )
            )
        require_decision(by, "communication", on=page, label=draft.title)
        before = page.publications.filter(language=language).order_by("number")
        first, last = before.first(), before.last()
        page.publications.filter(language=language, current=True).update(current=False)
        now = clock.now()
        row = Publication.objects.create(
            page=page, language=language, number=(last.number if last else 0) + 1, title=draft.title,
            summary=draft.summary, body=planning.with_messages(draft.body, language), revision=draft.revision,
            first_at=first.first_at if first else now, published_at=now, **ours(by),
        )  # fmt: skip
        names = [one.first for one in blocks.references(draft.body) if one.kind == "image"]
        Image.objects.filter(name__in=names, public_at=None).update(public_at=now)
        audit.record(by, events.PAGE_PUBLISHED, on=page, slug=page.slug, language=language, number=row.number)
    return row


def check_page(by: Actor, draft: Draft) -> consistency.Checked:
    """What the rules say about a page's text in its language; links to pages that are gone are stops too."""
    source = planning.source(by, clock.now(), wanted=[draft.language])
    checked = consistency.check({draft.language: f"{draft.body}"}, source)
    linked = pages.page_links(draft.body)
    there = set(Page.objects.filter(slug__in=linked, removed_at=None).values_list("slug", flat=True))
    gone = tuple(
        consistency.Finding(
            "link-gone", "stop", draft.language, 1, f"The link page:{slug} leads to no page.",
            "Change the link, or take it out.",
        )
        for slug in sorted(linked - there)
    )  # fmt: skip
    images = {one.first for one in blocks.references(draft.body) if one.kind == "image"}
    known = set(Image.objects.filter(name__in=images).values_list("name", flat=True))
    lost = tuple(
        consistency.Finding(
            "image-unknown",
            "stop",
            draft.language,
            1,
            f"There is no picture “{name}”.",
            "Add the picture first.",
        )
        for name in sorted(images - known)
    )
    return consistency.Checked(checked.findings + gone + lost, checked.levels)


def remove_page(*, by: Actor, page: Page, reason: str, moved_to: Page | None = None) -> Page:
    """Take a page off the website. Its address says so from then on, or leads to where it went."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=page)
    with transaction.atomic():
        row = locked(page)
        if row.removed_at is not None:
            raise Refused(_("This page was removed already."))
        if row.slug == "home":
            raise Refused(_("The first page cannot be removed; close the website instead."))
        if moved_to is not None and (moved_to.pk == row.pk or moved_to.removed_at is not None):
            raise Refused(_("It cannot lead there."))
        row.removed_at, row.removed_reason, row.moved_to = clock.now(), reason, moved_to
        row.save(update_fields=["removed_at", "removed_reason", "moved_to"])
        audit.record(by, events.PAGE_REMOVED, on=row, slug=row.slug, reason=reason)
    return row


def bring_back(*, by: Actor, page: Page) -> Page:
    """A removed page is there again, as it was."""
    require(by, Permission.APPROVE_COMMUNICATIONS, on=page)
    with transaction.atomic():
        row = locked(page)
        row.removed_at, row.removed_reason, row.moved_to = None, "", None
        row.save(update_fields=["removed_at", "removed_reason", "moved_to"])
        audit.record(by, events.PAGE_BROUGHT_BACK, on=row, slug=row.slug)
    return row


def add_image(*, by: Actor, name: str, content: bytes, alt: str) -> Image:
    """Keep a picture under a name. Raises Refused for what is no picture, has no description, or a taken name."""
    require(by, Permission.DRAFT_COMMUNICATIONS)
    if not alt.strip():
        raise Refused(_("Say what is to be seen: not everybody sees it."))
    try:
        made = files.picture(content)
    except files.BadFile as fault:
        raise Refused(str(fault)) from fault
    stem = slugify(name.rsplit(".", 1)[0])[:80] or "picture"
    kept = f"{stem}.{'jpg' if made.content_type == 'image/jpeg' else 'png'}"
    with transaction.atomic():
        if Image.objects.filter(name=kept).exists():
            raise Refused(
                _("There is a picture named %(name)s already. Choose another name.") % {"name": kept}
            )
        row = Image.objects.create(
            name=kept, content=made.content, content_type=made.content_type, width=made.width, height=made.height,
            size=len(made.content), alt=alt.strip(), **ours(by),
        )  # fmt: skip
        audit.record(by, events.IMAGE_ADDED, on=row, name=kept)
    return row
