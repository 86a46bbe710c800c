"""The charter: reading it, its versions, drafting, comments and proposed changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter import actions
from commonweal.charter.forms.charter import AnswerForm, BeginForm, CommentForm, ProposeForm, SentenceForm
from commonweal.charter.models import CharterVersion, ProposedChange, Sentence
from commonweal.charter.queries import charter as reads
from commonweal.charter.queries import statements as said
from commonweal.charter.queries.charter import Standing
from commonweal.charter.rules import charter as rules
from commonweal.charter.rules.charter import State
from commonweal.charter.views.common import BOTH, form_page

PART_TITLES = dict(Sentence.PARTS)


@page(Permission.VIEW_CHARTER)
def charter(request: Request) -> HttpResponse:
    """The charter in force, else the version under way; all versions beside it."""
    found = reads.standings(request.actor)
    shown = next((one for one in found if one.state is State.IN_FORCE), None)
    under_way = next((one for one in found if one.state in (State.DRAFT, State.OUT, State.REFUSED)), None)
    context: dict[str, Any] = {
        "standings": found,
        "shown": shown or under_way,
        "under_way": under_way if shown is not None else None,
        "drafts": may(request.actor, Permission.DRAFT_CHARTER),
        "begins": may(request.actor, Permission.DRAFT_CHARTER) and under_way is None,
    }
    if (one := shown or under_way) is not None:
        context |= {
            "parts": _parts(reads.sentences(one.version)),
            "waits_for_me": waits_for(request.actor, under_way),
        }
        context["waits_number"] = under_way.version.number if under_way is not None else 0
    return render(request, "charter/charter.html", context)


def waits_for(by: Actor, standing: Standing | None) -> bool:
    """Does a version wait for the actor's organisation to ratify it?"""
    return (
        standing is not None
        and standing.state in (State.OUT, State.REFUSED)
        and by.organisation_id in standing.tally.waiting | standing.tally.refused
        and may(by, Permission.RATIFY_CHARTER)
    )


def _parts(sentences: list[Sentence]) -> list[tuple[str, list[tuple[Sentence, list[Any]]]]]:
    found: dict[str, list[tuple[Sentence, list[Any]]]] = {}
    for one in sentences:
        sources = [(source, rules.dissent(source.views)) for source in one.sources.all()]
        found.setdefault(PART_TITLES[one.part], []).append((one, sources))
    return list(found.items())


@page(Permission.VIEW_CHARTER)
def version(request: Request, number: int) -> HttpResponse:
    """One version: words, where they came from, comments, changes, who ratified."""
    one = the_standing(request, number)
    row, by = one.version, request.actor
    sentences = reads.sentences(row)
    drafting = may(by, Permission.DRAFT_CHARTER)
    return render(
        request,
        "charter/version.html",
        {
            "standing": one,
            "version": row,
            "parts": _parts(sentences),
            "comments": _comments(row, sentences),
            "changes": reads.changes(row),
            "answers": one.answers,
            "ratified": one.named(one.tally.ratified),
            "refused": one.named(one.tally.refused),
            "waiting": one.named(one.tally.waiting),
            "is_draft": one.state is State.DRAFT,
            "is_out": one.state in (State.OUT, State.REFUSED),
            "drafts": drafting,
            "writes": drafting and one.state is State.DRAFT,
            "proposes": may(by, Permission.PROPOSE_CHARTER_CHANGES) and one.state is not State.SET_ASIDE,
            "waits_for_me": waits_for(by, one),
            "before": row.based_on,
        },
    )


def _comments(version: CharterVersion, sentences: list[Sentence]) -> list[tuple[Any, str]]:
    texts = {one.line: one.text for one in sentences}
    return [(one, texts.get(one.line, "") if one.line else "") for one in reads.comments(version)]


def the_standing(request: Request, number: int) -> Standing:
    """A version with its state, or 404."""
    (found,) = _standings(request, number)
    return found


def _standings(request: Request, *numbers: int) -> list[Standing]:
    known = {one.version.number: one for one in reads.standings(request.actor)}
    if not set(numbers) <= set(known):
        raise Http404
    return [known[number] for number in numbers]


def to_version(number: int) -> str:
    """The address of a version."""
    return reverse("charter:version", args=[number])


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def begin(request: Request) -> HttpResponse:
    """Begin the charter or an amendment."""
    form = BeginForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.begin_version(by=request.actor, reason=form.cleaned_data["reason"]),
        words={"title": _("Begin a version of the charter"), "back": reverse("charter:charter")},
        done=_("The draft is begun."),
        to=lambda row: to_version(row.number),
    )


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def sentence(request: Request, number: int, line: UUID | None = None) -> HttpResponse:
    """Write a sentence of a draft, new or anew."""
    row = the_standing(request, number).version
    written = row.sentences.filter(line=line).prefetch_related("sources").first() if line else None
    if line is not None and written is None:
        raise Http404
    results = [
        one for closed in said.rounds().filter(closed_at__isnull=False)[:3] for one in said.results(closed)
    ]
    results.sort(key=lambda one: not one.accepted)
    initial = (
        {
            "part": written.part,
            "text": written.text,
            "statements": [str(s.statement_id) for s in written.sources.all()],
        }
        if written
        else {"part": request.GET.get("part", "")}
    )
    form = SentenceForm(request.POST or None, results=results, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.write_sentence(
            by=request.actor,
            version=row,
            part=form.cleaned_data["part"],
            text=form.cleaned_data["text"],
            statements=form.chosen(),
            line=line,
        ),
        words={"title": _("A sentence of the charter"), "back": to_version(number)},
        done=_("The sentence stands in the draft."),
        to=lambda done: to_version(number),
    )


@page(Permission.DRAFT_CHARTER, methods=("POST",))
def leave_out(request: Request, number: int, line: UUID) -> HttpResponse:
    """Take a sentence out of a draft."""
    row = the_standing(request, number).version
    return act(
        request,
        lambda: actions.leave_out_sentence(by=request.actor, version=row, line=line),
        done=_("The sentence is out of the draft."),
        to=to_version(number),
    )


@page(Permission.PROPOSE_CHARTER_CHANGES, methods=BOTH)
def comment(request: Request, number: int) -> HttpResponse:
    """Comment on a version."""
    row = the_standing(request, number).version
    form = CommentForm(
        request.POST or None, sentences=reads.sentences(row), initial={"line": request.GET.get("line", "")}
    )
    return form_page(
        request,
        form,
        lambda: actions.comment(
            by=request.actor,
            version=row,
            text=form.cleaned_data["text"],
            line=UUID(form.cleaned_data["line"]) if form.cleaned_data["line"] else None,
        ),
        words={"title": _("Comment on the charter"), "back": to_version(number)},
        done=_("Your comment stands below the charter."),
        to=lambda done: f"{to_version(number)}#comments",
    )


@page(Permission.PROPOSE_CHARTER_CHANGES, methods=BOTH)
def propose(request: Request, number: int) -> HttpResponse:
    """Propose a change."""
    row = the_standing(request, number).version
    initial = {"line": request.GET.get("line", ""), "kind": "reword" if request.GET.get("line") else ""}
    form = ProposeForm(request.POST or None, sentences=reads.sentences(row), initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.propose_change(by=request.actor, version=row, **form.facts()),
        words={"title": _("Propose a change"), "back": to_version(number)},
        done=_("Your change is proposed. It will be accepted or rejected, with a reason."),
        to=lambda done: f"{to_version(number)}#changes",
    )


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Accept or reject a proposed change."""
    row = fetch(request.actor, Permission.DRAFT_CHARTER, ProposedChange.objects.select_related("version"), pk)
    form = AnswerForm(request.POST or None)
    back = f"{to_version(row.version.number)}#changes"
    return form_page(
        request,
        form,
        lambda: actions.answer_change(by=request.actor, change=row, **form.cleaned_data),
        words={
            "title": _("Answer a proposed change"),
            "quote": f"{row.get_kind_display()}: {row.text or row.before}",
            "context": f"{row.person_name}: {row.reason}",
            "back": back,
        },
        done=_("The answer is kept with the change."),
        to=lambda done: back,
    )


@page(Permission.VIEW_CHARTER)
def changes(request: Request) -> HttpResponse:
    """Every change that was proposed, with what became of it and why."""
    return render(request, "charter/changes.html", {"changes": reads.changes()})


@page(Permission.VIEW_CHARTER)
def compare(request: Request, number: int, other: int) -> HttpResponse:
    """Two versions beside each other, sentence by sentence, word by word."""
    before, after = _standings(request, number, other)
    compared = rules.compare(reads.lines(before.version), reads.lines(after.version))
    parts: dict[str, list[rules.Compared]] = {}
    for one in compared:
        parts.setdefault(PART_TITLES[one.part], []).append(one)
    changed = sum(1 for one in compared if one.kind != "same")
    return render(
        request,
        "charter/compare.html",
        {
            "before": before,
            "after": after,
            "parts": list(parts.items()),
            "changed": changed,
            "count": len(compared),
        },
    )
