"""Social media and the press."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Refused, may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.communications.actions import outreach as actions
from commonweal.communications.forms import gatherings as forms
from commonweal.communications.models import Coverage, Image, Message, Post, PressContact, Release
from commonweal.communications.queries import planning
from commonweal.communications.rules import approval, social
from commonweal.communications.views.common import (
    APPROVE,
    BOTH,
    DRAFT,
    STATES,
    VIEW,
    form_page,
    one,
    plan_tabs,
)


@page(VIEW)
def posts(request: Request) -> HttpResponse:
    """Posts for social media. Nothing posts by itself."""
    rows = list(Post.objects.select_related("message")[:60])
    answers = planning.approvals(rows)
    lines = []
    for row in rows:
        shape, word = STATES[approval.state(row.digest(), answers.get(row.pk, []))]
        lines.append({"row": row, "shape": shape, "word": word, "channel": social.CHANNELS[row.channel].name})
    context = {"tabs": plan_tabs(request.actor, "posts"), "lines": lines, "drafts": may(request.actor, DRAFT)}
    return render(request, "communications/posts.html", context)


@page(DRAFT, methods=BOTH)
def new_post(request: Request) -> HttpResponse:
    """A new post, begun from a message where one is named in the address."""
    begin: dict[str, Any] = {"language": "en"}
    key = request.GET.get("message", "")
    if key and (row := Message.objects.filter(key=key, ended_at=None).first()) is not None:
        begin |= {"message": row.pk, "text": next(iter(row.texts.values()), "")}
    return _post(request, None, begin)


@page(DRAFT, methods=BOTH)
def change_post(request: Request, pk: UUID) -> HttpResponse:
    """Change a post."""
    row = one(request, DRAFT, Post, pk)
    names = ("channel", "message", "language", "text", "image", "alt", "planned_on")
    return _post(request, row, {name: getattr(row, name) for name in names})


def _post(request: Request, row: Post | None, begin: dict[str, Any]) -> HttpResponse:
    form = forms.PostForm(
        request.POST or None, messages=Message.objects.filter(ended_at=None),
        images=Image.objects.defer("content"), initial=begin,
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.keep_post(by=request.actor, post=row, **form.cleaned_data),
        title=_("A post"), back=reverse("communications:posts"), done=_("The post is kept."),
        to=lambda kept: reverse("communications:post", args=[kept.pk]),
    )  # fmt: skip


@page(VIEW)
def post(request: Request, pk: UUID) -> HttpResponse:
    """One post."""
    row = one(request, VIEW, Post, pk)
    state = approval.state(row.digest(), planning.approvals([row]).get(row.pk, []))
    channel = social.CHANNELS[row.channel]
    context = {
        "row": row, "shape": STATES[state][0], "word": STATES[state][1], "channel": channel,
        "approved": state is approval.State.APPROVED, "used": social.length(row.text, channel),
        "drafts": may(request.actor, DRAFT), "approves": may(request.actor, APPROVE),
    }  # fmt: skip
    return render(request, "communications/post.html", context)


@page(DRAFT, methods=("POST",))
def export_post(request: Request, pk: UUID) -> HttpResponse:
    """The text of an approved post as a file, to be posted by hand."""
    from django.contrib import messages
    from django.shortcuts import redirect

    row = one(request, DRAFT, Post, pk)
    try:
        row = actions.export_post(by=request.actor, post=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("communications:post", pk=pk)
    text = row.text + (f"\n\n[{row.image.name}] {row.alt}" if row.image is not None else "") + "\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="post-{row.channel}.txt"'
    return response


@page(DRAFT, methods=BOTH)
def posted(request: Request, pk: UUID) -> HttpResponse:
    """It was posted."""
    row = one(request, DRAFT, Post, pk)
    form = forms.PostedForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.mark_posted(by=request.actor, post=row, url=form.cleaned_data["url"]),
        title=_("Posted"), back=reverse("communications:post", args=[pk]), done=_("Marked as posted."),
    )  # fmt: skip


@page(VIEW)
def press(request: Request) -> HttpResponse:
    """Releases, contacts, coverage."""
    rows = list(Release.objects.all()[:40])
    answers = planning.approvals(rows)
    lines = [(row, *STATES[approval.state(row.digest(), answers.get(row.pk, []))]) for row in rows]
    drafts = may(request.actor, DRAFT)
    context = {
        "tabs": plan_tabs(request.actor, "press"), "lines": lines, "drafts": drafts, "site": planning.site(),
        "contacts": list(PressContact.objects.filter(ended_at=None)) if drafts else [],
        "coverage": list(Coverage.objects.select_related("release")[:60]),
    }  # fmt: skip
    return render(request, "communications/press.html", context)


@page(DRAFT, methods=BOTH)
def new_contact(request: Request) -> HttpResponse:
    """A contact of the press."""
    form = forms.ContactForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.keep_contact(by=request.actor, **form.cleaned_data),
        title=_("A contact of the press"), back=reverse("communications:press"), done=_("The contact is kept."),
    )  # fmt: skip


@page(DRAFT, methods=BOTH)
def change_contact(request: Request, pk: UUID) -> HttpResponse:
    """Change a contact."""
    row = one(request, DRAFT, PressContact, pk)
    names = ("name", "outlet", "email", "phone", "beat")
    form = forms.ContactForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    return form_page(
        request, form, lambda: actions.keep_contact(by=request.actor, contact=row, **form.cleaned_data),
        title=row.name, back=reverse("communications:press"), done=_("The contact is kept."),
    )  # fmt: skip


@page(DRAFT, methods=BOTH)
def new_release(request: Request) -> HttpResponse:
    """A new press release."""
    return _release(request, None)


@page(DRAFT, methods=BOTH)
def change_release(request: Request, pk: UUID) -> HttpResponse:
    """Change a press release."""
    return _release(request, one(request, DRAFT, Release, pk))


def _release(request: Request, row: Release | None) -> HttpResponse:
    begin = {"language": "en"} | ({n: getattr(row, n) for n in ("language", "title", "body")} if row else {})
    form = forms.ReleaseForm(request.POST or None, zone=request.actor.timezone, initial=begin)

    def save() -> Release:
        names = ("language", "title", "body", "embargo_until")
        return actions.write_release(
            by=request.actor, release=row, **{name: form.cleaned_data[name] for name in names}
        )

    return form_page(
        request, form, save, title=_("A press release"), back=reverse("communications:press"), done=_("It is kept."),
        to=lambda kept: reverse("communications:release", args=[kept.pk]),
    )  # fmt: skip


@page(VIEW)
def release(request: Request, pk: UUID) -> HttpResponse:
    """One press release, with what the check says."""
    row = one(request, VIEW, Release, pk)
    state = approval.state(row.digest(), planning.approvals([row]).get(row.pk, []))
    context = {
        "row": row, "shape": STATES[state][0], "word": STATES[state][1], "approved": state is approval.State.APPROVED,
        "checked": actions.check_release(request.actor, row) if row.released_at is None else None,
        "drafts": may(request.actor, DRAFT), "approves": may(request.actor, APPROVE),
    }  # fmt: skip
    return render(request, "communications/release.html", context)


@page(APPROVE, methods=("POST",))
def put_out(request: Request, pk: UUID) -> HttpResponse:
    """Release it."""
    row = one(request, APPROVE, Release, pk)
    return act(
        request, lambda: actions.put_out(by=request.actor, release=row), done=_("It is out."),
        to=reverse("communications:release", args=[pk]),
    )  # fmt: skip


@page(DRAFT, methods=BOTH)
def new_coverage(request: Request) -> HttpResponse:
    """What somebody published about us."""
    form = forms.CoverageForm(
        request.POST or None, releases=Release.objects.filter(released_at__isnull=False)
    )
    return form_page(
        request, form, lambda: actions.log_coverage(by=request.actor, **form.cleaned_data),
        title=_("Somebody wrote about us"), back=reverse("communications:press"), done=_("Noted."),
    )  # fmt: skip
