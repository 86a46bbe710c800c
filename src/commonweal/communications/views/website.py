"""Keeping the website: settings, pages, drafts with preview, publishing, removal, pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonweal.access import Refused, may
from commonweal.access.http import Request
from commonweal.access.rules import Conflict
from commonweal.access.views import act, page
from commonweal.communications import render as rendering
from commonweal.communications.actions import site as actions
from commonweal.communications.forms import site as forms
from commonweal.communications.models import Draft, Image, Page, Publication, Site
from commonweal.communications.queries import planning
from commonweal.communications.rules import pages as rules
from commonweal.communications.site_words import NAMES, spoken, words
from commonweal.communications.views.common import APPROVE, BOTH, DRAFT, form_page, one, reads
from commonweal.communications.views.site.pages import picture_answer
from commonweal.components.forms import sent_again

BACK = "communications:site"


@page(DRAFT, APPROVE)
def show(request: Request) -> HttpResponse:
    """The website as it stands: pages with their languages, what is not published, broken links."""
    site = planning.site()
    rows = list(Page.objects.select_related("moved_to").prefetch_related("drafts", "publications"))
    live = {
        row.slug for row in rows if row.removed_at is None and any(p.current for p in row.publications.all())
    }
    # One that was removed leads on to where it went.
    there = live | {row.slug for row in rows if row.moved_to is not None and row.moved_to.slug in live}
    lines = []
    for row in rows:
        current = {one_.language: one_ for one_ in row.publications.all() if one_.current}
        drafts = {one_.language: one_ for one_ in row.drafts.all()}
        codes = planning.languages(site)
        lines.append(
            {
                "row": row,
                "title": next((one_.title for one_ in drafts.values()), row.slug),
                "languages": [
                    (NAMES.get(code, code), code in current,
                     code in drafts and (code not in current or current[code].revision < drafts[code].revision))
                    for code in codes
                ],
                "broken": rules.broken((one_.body for one_ in current.values()), there, site.slug if site else "")
                if row.removed_at is None else [],
            }
        )  # fmt: skip
    context = {
        "site": site, "lines": lines, "images": list(Image.objects.defer("content")),
        "approves": may(request.actor, APPROVE), "drafts": may(request.actor, DRAFT),
        "address": reverse("site:entrance", args=[site.slug]) if site else "",
    }  # fmt: skip
    return render(request, "communications/site.html", context)


@page(APPROVE, methods=BOTH)
def settings(request: Request) -> HttpResponse:
    """Set the website up."""
    site = planning.site()
    names = ("slug", "tagline", "languages", "contact_email", "contact_phone", "contact_address", "press_contact",
             "press_about", "show_services")  # fmt: skip
    begin: dict[str, Any] = {"languages": ["en"], "show_services": True}
    if site is not None:
        begin = {name: getattr(site, name) for name in names}
        begin["interest_lines"] = "\n".join(
            f"{one_['key']} = {' | '.join(one_['names'].values())}" for one_ in site.interests
        )
        begin["closed_lines"] = " ".join(day.isoformat() for day in site.closed_days)
    form = forms.SiteForm(request.POST or None, initial=begin)

    def save() -> Site:
        told = dict(form.cleaned_data)
        return actions.keep_site(
            by=request.actor, site=site, interests=told.pop("interest_lines"),
            closed_days=told.pop("closed_lines"), **told,
        )  # fmt: skip

    return form_page(
        request,
        form,
        save,
        title=_("Settings of the website"),
        back=reverse(BACK),
        done=_("The settings are kept."),
    )


@page(APPROVE, methods=("POST",))
def open_site(request: Request) -> HttpResponse:
    """Open the website to the public, or close it."""
    site = planning.site()
    if site is None:
        raise Http404
    opened = request.POST.get("opened") == "yes"
    return act(
        request, lambda: actions.open_site(by=request.actor, site=site, opened=opened),
        done=_("The website is open.") if opened else _("The website is closed."), to=reverse(BACK),
    )  # fmt: skip


@page(DRAFT, methods=BOTH)
def new_page(request: Request) -> HttpResponse:
    """Begin a page."""
    form = forms.PageForm(request.POST or None)
    language = planning.languages(planning.site())[0]
    return form_page(
        request, form, lambda: actions.add_page(by=request.actor, **form.cleaned_data),
        title=_("A new page"), back=reverse(BACK), done=_("Now write its text."),
        to=lambda row: reverse("communications:draft", args=[row.pk, language]),
    )  # fmt: skip


@page(DRAFT, APPROVE)
def page_show(request: Request, pk: UUID) -> HttpResponse:
    """A page: its texts by language, versions, and which pages link to it."""
    row = one(request, reads(request), Page, pk)
    site = planning.site()
    drafts = {one_.language: one_ for one_ in row.drafts.all()}
    current = {one_.language: one_ for one_ in row.publications.all() if one_.current}
    lines = []
    for code in planning.languages(site):
        draft = drafts.get(code)
        behind = draft is not None and (code not in current or current[code].revision < draft.revision)
        lines.append(
            {
                "code": code,
                "name": NAMES.get(code, code),
                "draft": draft,
                "current": current.get(code),
                "behind": behind,
            }
        )
    context = {
        "row": row, "lines": lines, "linked": _linked(row, site), "approves": may(request.actor, APPROVE),
        "versions": list(row.publications.all()[:20]), "site": site, "writes": may(request.actor, DRAFT),
    }  # fmt: skip
    return render(request, "communications/page.html", context)


def _linked(row: Page, site: Site | None) -> list[str]:
    """The published pages that link to this one."""
    texts: dict[str, list[str]] = {}
    for one_ in Publication.objects.filter(current=True, page__removed_at=None).exclude(page=row):
        texts.setdefault(one_.title, []).append(one_.body)
    return rules.links_to(row.slug, texts, site.slug if site is not None else "")


@page(DRAFT, methods=BOTH)
def draft(request: Request, pk: UUID, language: str) -> HttpResponse:
    """Write a text. Where somebody saved meanwhile both texts are shown, and nothing is overwritten unseen."""
    row = one(request, DRAFT, Page, pk)
    if language not in planning.languages(planning.site()):
        raise Http404
    there = Draft.objects.filter(page=row, language=language).first()
    begin: dict[str, Any] = {"revision": there.revision if there else 0}
    if there is not None:
        begin |= {"title": there.title, "summary": there.summary, "body": there.body}
    form = forms.DraftForm(request.POST or None, initial=begin)
    back = reverse("communications:page", args=[pk])
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "language": language,
        "name": NAMES.get(language, language),
        "back": back,
    }
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(by=request.actor, page=row, language=language, **form.cleaned_data)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            form.data = sent_again(form.data, revision=str(there.revision if there else 0))
            context |= {
                "theirs": there,
                "changes": rules.changes(there.body if there else "", form.cleaned_data["body"]),
            }
        except Refused as refusal:
            form.add_error("body", str(refusal))
        else:
            messages.success(request, _("The draft is saved. Look at it, then have it published."))
            return redirect("communications:preview", pk=pk, language=language)
    return render(
        request,
        "communications/draft.html",
        context,
        status=409 if "theirs" in context else 422 if form.errors else 200,
    )


@page(DRAFT, APPROVE)
def preview(request: Request, pk: UUID, language: str) -> HttpResponse:
    """The draft as it will look, with what the check says."""
    row = one(request, reads(request), Page, pk)
    site, there = planning.site(), Draft.objects.filter(page=row, language=language).first()
    if site is None or there is None:
        raise Http404
    checked = actions.check_page(request.actor, there)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('commonweal.site', %s, true)", [str(site.pk)])
    body = planning.with_messages(there.body, language)
    with override(spoken(language)):
        html = rendering.page(body, rendering.Frame(site.slug, language))
    context = {
        "row": row, "draft": there, "body": html, "checked": checked, "level": checked.levels.get(language),
        "language": language, "w": words(language), "approves": may(request.actor, APPROVE),
        "drafts": may(request.actor, DRAFT),
    }  # fmt: skip
    return render(request, "communications/preview.html", context)


@page(APPROVE, methods=("POST",))
def publish(request: Request, pk: UUID, language: str) -> HttpResponse:
    """Publish the draft that was read."""
    row = one(request, APPROVE, Page, pk)
    given = request.POST.get("revision", "")
    return act(
        request,
        lambda: actions.publish(
            by=request.actor, page=row, language=language, revision=int(given) if given.isdigit() else -1
        ),
        done=_("It is published."), to=reverse("communications:page", args=[pk]),
    )  # fmt: skip


@page(APPROVE, methods=BOTH)
def remove(request: Request, pk: UUID) -> HttpResponse:
    """Take a page away; those that link to it are named first."""
    row = one(request, APPROVE, Page, pk)
    form = forms.RemoveForm(request.POST or None, pages=Page.objects.filter(removed_at=None).exclude(pk=pk))
    linked = _linked(row, planning.site())
    said = _("No page links to it.")
    if linked:
        said = _("These pages link to it and would lead to nothing: %(pages)s") % {"pages": ", ".join(linked)}
    return form_page(
        request, form, lambda: actions.remove_page(by=request.actor, page=row, **form.cleaned_data),
        title=_("Remove the page “%(slug)s”") % {"slug": row.slug}, back=reverse("communications:page", args=[pk]),
        context=said, done=_("The page is gone; its address says so."), to=lambda _row: reverse(BACK),
    )  # fmt: skip


@page(APPROVE, methods=("POST",))
def bring_back(request: Request, pk: UUID) -> HttpResponse:
    """A removed page is there again."""
    row = one(request, APPROVE, Page, pk)
    return act(
        request, lambda: actions.bring_back(by=request.actor, page=row), done=_("The page is there again."),
        to=reverse("communications:page", args=[pk]),
    )  # fmt: skip


@page(DRAFT, methods=BOTH)
def add_image(request: Request) -> HttpResponse:
    """Add a picture."""
    form = forms.ImageForm(request.POST or None, request.FILES or None)
    return form_page(
        request, form,
        lambda: actions.add_image(
            by=request.actor, name=form.cleaned_data["file"].name, alt=form.cleaned_data["alt"],
            content=form.cleaned_data["file"].read(),
        ),
        title=_("Add a picture"), back=reverse(BACK), done=_("The picture is kept."),
        context=_("It is written anew: where it was taken and with which camera stays out of it."),
    )  # fmt: skip


@page(DRAFT, APPROVE)
def image(request: Request, pk: UUID) -> HttpResponse:
    """A picture, before it is public."""
    return picture_answer(one(request, reads(request), Image, pk))
