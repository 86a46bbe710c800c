"""Newsletters: writing, checking, sending with progress; who subscribed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.communications import composition, mail
from commonweal.communications.actions import newsletters as actions
from commonweal.communications.forms import site as forms
from commonweal.communications.models import Newsletter
from commonweal.communications.queries import newsletters as queries
from commonweal.communications.queries import planning
from commonweal.communications.rules import approval, sending
from commonweal.communications.site_words import NAMES
from commonweal.communications.views.common import APPROVE, BOTH, DRAFT, STATES, form_page, one, reads
from commonweal.components.status import Shape
from commonweal.database import clock, jobs

STAGES: dict[sending.Stage, tuple[Shape, Any]] = {
    sending.Stage.DRAFT: (Shape.WAITING, gettext_lazy("Being written")),
    sending.Stage.SENDING: (Shape.MOVING, gettext_lazy("Being sent")),
    sending.Stage.STALLED: (Shape.NEEDS, gettext_lazy("Sending broke off")),
    sending.Stage.PAUSED: (Shape.STOPPED, gettext_lazy("Stopped")),
    sending.Stage.SENT: (Shape.DONE, gettext_lazy("Sent")),
}
BACK = "communications:newsletters"


@page(DRAFT, APPROVE)
def newsletters(request: Request) -> HttpResponse:
    """All newsletters, and how many people read them."""
    now = clock.now()
    lines = [(row, *STAGES[sending.stage(row.sending(), now)]) for row in Newsletter.objects.all()[:60]]
    approves = may(request.actor, APPROVE)
    context = {"lines": lines, "counts": queries.subscriptions() if approves else None, "approves": approves,
               "drafts": may(request.actor, DRAFT)}  # fmt: skip
    return render(request, "communications/newsletters.html", context)


@page(DRAFT, methods=BOTH)
def new(request: Request) -> HttpResponse:
    """Begin a newsletter from what happened."""
    site, now = planning.site(), clock.now()
    interests = [(one_["key"], next(iter(one_["names"].values()))) for one_ in site.interests] if site else []
    form = forms.NewsletterForm(
        request.POST or None, interests=interests, initial={"since": (now - timedelta(days=90)).date()}
    )

    def save() -> Newsletter:
        told = form.cleaned_data
        texts: dict[str, Any] = {}
        if site is not None and told["since"]:
            since = datetime.combine(told["since"], time(), UTC)
            for language in planning.languages(site):
                body = composition.compose(request.actor, site, since, now, language)
                if body:
                    texts[language] = {"subject": told["name"], "body": body}
        return actions.write(by=request.actor, name=told["name"], interest=told["interest"], texts=texts)

    return form_page(
        request, form, save, title=_("A new newsletter"), back=reverse(BACK),
        context=_("Its first draft is put together from news, figures, decisions, stories and events since that day."),
        done=_("Here is the first draft."), to=lambda row: reverse("communications:newsletter", args=[row.pk]),
    )  # fmt: skip


@page(DRAFT, APPROVE)
def show(request: Request, pk: UUID) -> HttpResponse:
    """A newsletter: texts, check, approval, how far it was sent."""
    row = one(request, reads(request), Newsletter, pk)
    by, now = request.actor, clock.now()
    stage = sending.stage(row.sending(), now)
    answers = planning.approvals([row]).get(row.pk, [])
    state = approval.state(row.digest(), answers)
    approves = may(by, APPROVE)
    counts = queries.progress(row) if approves else {}
    context = {
        "row": row, "stage": stage.value, "shape": STAGES[stage][0], "word": STAGES[stage][1],
        "state_shape": STATES[state][0], "state_word": STATES[state][1], "approved": state is approval.State.APPROVED,
        "last_note": next((one_.note for one_ in reversed(answers) if one_.note), ""),
        "texts": [(code, NAMES.get(code, code), row.texts.get(code)) for code in planning.languages(planning.site())],
        "checked": actions.check(by, row) if row.started_at is None else None, "approves": approves,
        "drafts": may(by, DRAFT), "counts": counts, "handled": sum(counts.values()),
        "problems": [(one_, mail.own_id(one_)) for one_ in queries.problems(row)]
        if approves and row.started_at else [],
        "worker": jobs.worker_runs(),
    }  # fmt: skip
    return render(request, "communications/newsletter.html", context)


@page(DRAFT, methods=BOTH)
def text(request: Request, pk: UUID, language: str) -> HttpResponse:
    """Write the text in one language."""
    row = one(request, DRAFT, Newsletter, pk)
    if language not in planning.languages(planning.site()):
        raise Http404
    begin = {"revision": row.revision} | row.texts.get(language, {})
    form = forms.NewsletterTextForm(request.POST or None, initial=begin)
    back = reverse("communications:newsletter", args=[pk])
    return form_page(
        request, form,
        lambda: actions.save_text(by=request.actor, newsletter=row, language=language, **form.cleaned_data),
        title=_("“%(name)s” in %(language)s") % {"name": row.name, "language": NAMES.get(language, language)},
        back=back, done=_("The text is kept."),
    )  # fmt: skip


@page(DRAFT, APPROVE)
def as_mail(request: Request, pk: UUID, language: str) -> HttpResponse:
    """The e-mail as its readers get it: the HTML shown harmlessly as a page of its own, and the plain text."""
    row = one(request, reads(request), Newsletter, pk)
    site, told = planning.site(), row.texts.get(language)
    if site is None or told is None:
        raise Http404
    body = planning.with_figures(planning.with_messages(told["body"], language), planning.figures())
    prepared = mail.prepare(
        subject=told["subject"], body=body, language=language, alliance=request.actor.alliance_name,
        address=site.contact_address, online="",
    )  # fmt: skip
    if request.GET.get("as") == "html":
        response = HttpResponse(prepared.html)
        # E-mails carry their style within them; nothing else may be in this answer.
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        return response
    return render(
        request, "communications/as_mail.html", {"row": row, "prepared": prepared, "language": language}
    )


def _act(request: Request, pk: UUID, action: Any, done: str) -> HttpResponse:
    row = one(request, APPROVE, Newsletter, pk)
    return act(
        request, lambda: action(by=request.actor, newsletter=row), done=done,
        to=reverse("communications:newsletter", args=[pk]),
    )  # fmt: skip


@page(APPROVE, methods=("POST",))
def start(request: Request, pk: UUID) -> HttpResponse:
    """Send it."""
    return _act(request, pk, actions.start, _("It is on its way. You can leave this page."))


@page(APPROVE, methods=("POST",))
def pause(request: Request, pk: UUID) -> HttpResponse:
    """Stop the sending."""
    return _act(request, pk, actions.pause, _("Stopped. Whoever has it has it; the others wait."))


@page(APPROVE, methods=("POST",))
def go_on(request: Request, pk: UUID) -> HttpResponse:
    """Go on sending."""
    return _act(request, pk, actions.go_on, _("It goes on. Nobody gets it twice."))


@page(APPROVE, methods=("POST",))
def settle_uncertain(request: Request, pk: UUID) -> HttpResponse:
    """The log shows that they have it."""
    return _act(request, pk, actions.settle_uncertain, _("Written down: they have it."))


@page(APPROVE, methods=("POST",))
def send_uncertain(request: Request, pk: UUID) -> HttpResponse:
    """Send again to those of whom it is not certain."""
    return _act(request, pk, actions.send_uncertain, _("It goes to them again, as the same message."))


@page(APPROVE)
def subscribers(request: Request) -> HttpResponse:
    """Who gets the newsletter."""
    words = request.GET.get("words", "").strip()[:100]
    context = {"rows": queries.subscribers(words), "words": words, "counts": queries.subscriptions()}
    return render(request, "communications/subscribers.html", context)


@page(APPROVE, methods=("POST",))
def remove_subscriber(request: Request, pk: UUID) -> HttpResponse:
    """Take an address off."""
    from commonweal.communications.models import Subscription

    one(request, APPROVE, Subscription, pk)
    return act(
        request, lambda: actions.remove_subscriber(by=request.actor, pk=pk), done=_("The address is taken off."),
        to=reverse("communications:subscribers"),
    )  # fmt: skip
