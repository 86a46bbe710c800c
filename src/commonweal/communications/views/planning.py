"""Pages of the plan: audiences, messages, calendar, checks, names and figures, approval."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access import may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.communications.actions import common as approving
from commonweal.communications.actions import planning as actions
from commonweal.communications.forms import planning as forms
from commonweal.communications.forms.common import initial
from commonweal.communications.models import (
    Audience,
    Evidence,
    Message,
    Naming,
    Newsletter,
    PlanEntry,
    Post,
    PublicFigure,
    Release,
)
from commonweal.communications.queries import planning as queries
from commonweal.communications.rules import approval, consistency, days, plan
from commonweal.communications.site_words import NAMES
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
from commonweal.components.status import Shape
from commonweal.database import clock
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.partners.queries import alliance_day

ENTRIES = {
    plan.EntryState.PLANNED: (Shape.WAITING, gettext_lazy("Planned")),
    plan.EntryState.DONE: (Shape.DONE, gettext_lazy("Done")),
    plan.EntryState.LATE: (Shape.NEEDS, gettext_lazy("Late")),
    plan.EntryState.CANCELLED: (Shape.STOPPED, gettext_lazy("Taken off")),
}
BACK = "communications:plan"


@page(VIEW)
def show(request: Request) -> HttpResponse:
    """Messages, the calendar, audiences."""
    by = request.actor
    today, site = alliance_day(by), queries.site()
    own = set(site.closed_days) if site is not None else set()
    entries = []
    for row in queries.entries(today - timedelta(days=30)):
        state = plan.entry_state(
            on=row.on, done=bool(row.done_at), cancelled=bool(row.cancelled_at), today=today
        )
        shape, word = ENTRIES[state]
        open_ = state in {plan.EntryState.PLANNED, plan.EntryState.LATE}
        entries.append(
            {
                "row": row,
                "shape": shape,
                "word": word,
                "open": open_,
                "closed": days.closed(row.on, own) if open_ else "",
            }
        )
    lines = [
        {"line": line, "shape": STATES[line.state][0], "word": STATES[line.state][1],
         "text": next(iter(line.row.texts.values()), "")}
        for line in queries.message_lines(today, queries.figures())
    ]  # fmt: skip
    context = {
        "tabs": plan_tabs(by, "plan"), "lines": lines, "entries": entries,
        "audiences": list(queries.audiences()), "drafts": may(by, DRAFT),
    }  # fmt: skip
    return render(request, "communications/plan.html", context)


@page(DRAFT, methods=BOTH)
def new_audience(request: Request) -> HttpResponse:
    """A new audience."""
    return _audience(request, None)


@page(DRAFT, methods=BOTH)
def change_audience(request: Request, pk: UUID) -> HttpResponse:
    """Change an audience."""
    return _audience(request, one(request, DRAFT, Audience, pk))


def _audience(request: Request, row: Audience | None) -> HttpResponse:
    names = ("kind", "name", "size", "needs", "thinks_now", "languages", "grade")
    begin = {name: getattr(row, name) for name in names} if row is not None else {"languages": ["en"]}
    form = forms.AudienceForm(request.POST or None, initial=begin)
    return form_page(
        request, form, lambda: actions.keep_audience(by=request.actor, audience=row, **form.cleaned_data),
        title=row.name if row is not None else _("A new audience"), back=reverse(BACK), done=_("The audience is kept."),
    )  # fmt: skip


@page(DRAFT, methods=BOTH)
def new_message(request: Request) -> HttpResponse:
    """A new message."""
    return _message(request, None)


@page(DRAFT, methods=BOTH)
def change_message(request: Request, pk: UUID) -> HttpResponse:
    """Change a message."""
    return _message(request, one(request, DRAFT, Message, pk))


def _message(request: Request, row: Message | None) -> HttpResponse:
    begin: dict[str, Any] = {}
    if row is not None:
        begin = {"key": row.key, "benefit": row.benefit, "review_on": row.review_on} | initial(row.texts)
    form = forms.MessageForm(request.POST or None, languages=queries.languages(queries.site()), initial=begin)

    def save() -> Message:
        told = form.cleaned_data
        return actions.keep_message(
            by=request.actor, message=row, key=told["key"], texts=form.single("text"), benefit=told["benefit"],
            review_on=told["review_on"],
        )  # fmt: skip

    return form_page(
        request, form, save, title=row.key if row is not None else _("A new message"), back=reverse(BACK),
        done=_("The message is kept. It goes out once somebody else has approved it."),
        to=lambda kept: reverse("communications:message", args=[kept.pk]),
        context=_("A changed text needs approval anew.") if row is not None else "",
    )  # fmt: skip


@page(VIEW)
def message(request: Request, pk: UUID) -> HttpResponse:
    """A message with its evidence, approval and what the check says."""
    row = fetch(request.actor, VIEW, queries.messages(), pk)
    by, now = request.actor, clock.now()
    figures, day = queries.figures(), alliance_day(by)
    line = queries.message_line(row, queries.approvals([row]).get(row.pk, []), figures, day)
    shape, word = STATES[line.state]
    known = {one_.measure: one_ for one_ in figures if not one_.organisation}
    evidence = [
        (each, known.get(each.measure), MEASURES[each.measure].title if each.measure in MEASURES else "")
        for each in row.evidence.all()
    ]
    source = queries.source(
        by, now, wanted=queries.languages(queries.site()), known=figures, day=day, with_messages=False
    )
    checked = consistency.check(row.texts, source)
    context = {
        "row": row, "line": line, "shape": shape, "word": word, "evidence": evidence, "checked": checked,
        "drafts": may(by, DRAFT), "approves": may(by, APPROVE) and line.state is not approval.State.APPROVED,
        "entries": list(row.entries.select_related("audience")[:20]),
    }  # fmt: skip
    return render(request, "communications/message.html", context)


@page(DRAFT, methods=BOTH)
def add_evidence(request: Request, pk: UUID) -> HttpResponse:
    """Evidence for a message."""
    row = one(request, DRAFT, Message, pk)
    form = forms.EvidenceForm(request.POST or None, measures=_measures())
    back = reverse("communications:message", args=[pk])
    return form_page(
        request, form, lambda: actions.add_evidence(by=request.actor, message=row, **form.cleaned_data),
        title=_("Evidence for “%(key)s”") % {"key": row.key}, back=back,
        done=_("The evidence stands with the message."),
    )  # fmt: skip


@page(DRAFT, methods=("POST",))
def end_evidence(request: Request, pk: UUID) -> HttpResponse:
    """Take evidence off."""
    row = one(request, DRAFT, Evidence, pk)
    return act(
        request, lambda: actions.end_evidence(by=request.actor, evidence=row), done=_("Taken off."),
        to=reverse("communications:message", args=[row.message_id]),
    )  # fmt: skip


def _measures() -> list[tuple[str, str]]:
    return sorted(((name, measure.title) for name, measure in MEASURES.items()), key=lambda pair: pair[1])


@page(DRAFT, methods=BOTH)
def new_entry(request: Request) -> HttpResponse:
    """An entry of the calendar. A day on which nobody works is said, not forbidden."""
    form = forms.EntryForm(
        request.POST or None, audiences=queries.audiences(), messages=Message.objects.filter(ended_at=None),
        initial={"owner_name": request.actor.person_name},
    )  # fmt: skip
    return form_page(
        request, form, lambda: actions.plan_entry(by=request.actor, **form.cleaned_data),
        title=_("Plan a message"), back=reverse(BACK), done=_("It stands in the calendar."),
    )  # fmt: skip


@page(DRAFT, methods=("POST",))
def entry_done(request: Request, pk: UUID) -> HttpResponse:
    """It went out."""
    return _end_entry(request, pk, done=True)


@page(DRAFT, methods=("POST",))
def entry_cancelled(request: Request, pk: UUID) -> HttpResponse:
    """It will not go out."""
    return _end_entry(request, pk, done=False)


def _end_entry(request: Request, pk: UUID, *, done: bool) -> HttpResponse:
    row = one(request, DRAFT, PlanEntry, pk)
    said = _("Marked as done.") if done else _("Taken off the calendar.")
    return act(
        request,
        lambda: actions.end_entry(by=request.actor, entry=row, done=done),
        done=said,
        to=reverse(BACK),
    )


@page(DRAFT, APPROVE, methods=BOTH)
def check(request: Request) -> HttpResponse:
    """Check any text. Nothing is kept."""
    languages = queries.languages(queries.site())
    form = forms.CheckForm(request.POST or None, languages=languages)
    context: dict[str, Any] = {"form": form, "tabs": plan_tabs(request.actor, "check")}
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        source = queries.source(request.actor, clock.now(), wanted=[language])
        context |= {
            "checked": (checked := consistency.check({language: form.cleaned_data["text"]}, source)),
            "level": checked.levels.get(language),
        }
    return render(request, "communications/check.html", context)


@page(VIEW)
def source(request: Request) -> HttpResponse:
    """The one source: names, figures, and which figures the public may see."""
    figures = [one_ for one_ in queries.figures() if not one_.organisation]
    released = {one_.measure: one_ for one_ in queries.released() if one_.organisation_id is None}
    context = {
        "tabs": plan_tabs(request.actor, "source"), "namings": list(queries.namings()),
        "figures": [(one_, queries.dated(one_), released.get(one_.measure)) for one_ in figures],
        "drafts": may(request.actor, DRAFT), "approves": may(request.actor, APPROVE),
    }  # fmt: skip
    return render(request, "communications/source.html", context)


@page(DRAFT, methods=BOTH)
def new_name(request: Request) -> HttpResponse:
    """A name that is no longer used."""
    form = forms.NameForm(request.POST or None)
    return form_page(
        request, form, lambda: actions.keep_name(by=request.actor, **form.cleaned_data),
        title=_("A name we no longer use"), back=reverse("communications:source"), done=_("Texts are checked for it."),
    )  # fmt: skip


@page(DRAFT, methods=("POST",))
def end_name(request: Request, pk: UUID) -> HttpResponse:
    """Lift the rule about a name."""
    row = one(request, DRAFT, Naming, pk)
    return act(
        request, lambda: actions.end_name(by=request.actor, naming=row), done=_("The rule is lifted."),
        to=reverse("communications:source"),
    )  # fmt: skip


@page(APPROVE, methods=BOTH)
def release_figure(request: Request) -> HttpResponse:
    """Release a published figure to the public."""
    released = {one_.measure for one_ in queries.released()}
    measures = [
        (one_.measure, f"{one_.title}: {queries.dated(one_)}")
        for one_ in queries.figures()
        if not one_.organisation and one_.measure not in released
    ]
    form = forms.ReleaseFigureForm(request.POST or None, measures=measures)
    return form_page(
        request, form, lambda: actions.release_figure(by=request.actor, **form.cleaned_data),
        title=_("Release a figure to the public"), back=reverse("communications:source"),
        context=_("All partners together, as it was published: what was left out there is left out here."),
        done=_("The public may see it."),
    )  # fmt: skip


@page(APPROVE, methods=("POST",))
def take_figure_back(request: Request, pk: UUID) -> HttpResponse:
    """Take a figure back from the public."""
    row = one(request, APPROVE, PublicFigure, pk)
    return act(
        request, lambda: actions.take_figure_back(by=request.actor, figure=row),
        done=_("The public no longer sees it."), to=reverse("communications:source"),
    )  # fmt: skip


APPROVABLE: dict[str, tuple[type[Model], str]] = {
    "message": (Message, "communications:message"),
    "newsletter": (Newsletter, "communications:newsletter"),
    "post": (Post, "communications:post"),
    "release": (Release, "communications:release"),
}


@page(APPROVE, methods=BOTH)
def answer(request: Request, kind: str, pk: UUID) -> HttpResponse:
    """Approve a text that one has read, or say what should be changed."""
    if kind not in APPROVABLE:
        raise Http404
    model, name = APPROVABLE[kind]
    row: Any = one(request, APPROVE, model, pk)
    form = forms.AnswerForm(request.POST or None, initial={"digest": row.digest()})
    facts = row.facts()
    return form_page(
        request, form,
        lambda: approving.answer(
            by=request.actor, row=row, digest=form.cleaned_data["digest"],
            approved=form.cleaned_data["approved"] == "yes", note=form.cleaned_data["note"],
        ),
        title=_("Read and approve “%(name)s”") % {"name": str(row)[:80]}, back=reverse(name, args=[pk]),
        done=_("Your answer is recorded."), template="communications/answer.html", quotes=_quotes(facts),
        arrives=_as_it_arrives(row),
    )  # fmt: skip


PARTS = {
    "texts": gettext_lazy("The text"), "text": gettext_lazy("The text"), "body": gettext_lazy("The text"),
    "title": gettext_lazy("The title"), "benefit": gettext_lazy("What is good about it"),
    "interest": gettext_lazy("Only to those who want to hear of"), "channel": gettext_lazy("Where it appears"),
    "alt": gettext_lazy("What the picture shows"), "language": gettext_lazy("In which language"),
}  # fmt: skip
"""What an approval is about, in words. A picture is known by what it shows."""


def _quotes(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """What is approved, part by part."""
    found = []
    for name, value in facts.items():
        if name not in PARTS or value in (None, ""):
            continue
        if isinstance(value, dict):
            found += [
                (
                    f"{PARTS[name]}, {NAMES.get(language, language)}",
                    told if isinstance(told, str) else "\n\n".join(str(x) for x in told.values()),
                )
                for language, told in value.items()
            ]
        else:
            found.append((str(PARTS[name]), str(NAMES.get(value, value) if name == "language" else value)))
    return found


def _as_it_arrives(row: Any) -> list[tuple[str, str]]:
    """Each language of a letter, and where it is read with its figures and messages put in."""
    if not isinstance(row, Newsletter):
        return []
    return [
        (NAMES.get(language, language), reverse("communications:as-mail", args=[row.pk, language]))
        for language in row.texts
    ]
