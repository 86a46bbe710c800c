"""The challenge, its population, coverage, templates."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission, may
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter import actions
from commonweal.charter.forms.challenge import BeginForm, ChallengeForm, CountForm
from commonweal.charter.models import Challenge
from commonweal.charter.queries import challenge as reads
from commonweal.charter.rules.starts import starts
from commonweal.charter.views.common import BOTH, form_page
from commonweal.components.resembling import resembling
from commonweal.evidence.cohorts.population_rule import PopulationRule
from commonweal.evidence.disclosure import THRESHOLD


@page(Permission.VIEW_CHARTER)
def challenge(request: Request) -> HttpResponse:
    """The challenge as it stands; without one, how to begin."""
    row = reads.current()
    drafts = may(request.actor, Permission.DRAFT_CHARTER)
    if row is None:
        return render(request, "charter/no_challenge.html", {"drafts": drafts})
    counts = reads.counts(row)
    return render(
        request,
        "charter/challenge.html",
        {
            "challenge": row,
            "drafts": drafts,
            "counts_files": may(request.actor, Permission.WRITE_SUCCESS),
            "sentences": PopulationRule.of(row.rule).sentences(),
            "coverage": reads.coverage(request.actor, row.domains),
            "counts": counts,
            "together": sum(one.people or 0 for one in counts),
            "threshold": THRESHOLD,
            "earlier": reads.earlier(),
        },
    )


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def begin(request: Request) -> HttpResponse:
    """Choose a template to start from."""
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: actions.begin(by=request.actor, template=form.cleaned_data["template"]),
            done=_("The challenge and its first goals stand here. Now put them into your own words."),
            to=reverse("charter:challenge"),
        )
    if reads.current() is not None:
        return redirect("charter:challenge")
    known = [
        (
            one,
            resembling(request.actor, f"{one.title} {one.summary}"),
        )
        for one in starts().values()
    ]
    return render(request, "charter/begin.html", {"starts": known})


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def write(request: Request) -> HttpResponse:
    """Write the challenge anew."""
    row = _current()
    form = ChallengeForm(request.POST or None, initial=ChallengeForm.initial_of(row))
    return form_page(
        request,
        form,
        lambda: actions.write_challenge(by=request.actor, written=form.written()),
        words={"title": _("The community challenge"), "back": reverse("charter:challenge")},
        done=_("The challenge is saved. The earlier wording stays to be read."),
        to=lambda row: reverse("charter:challenge"),
    )


@page(Permission.VIEW_CHARTER)
def rule(request: Request) -> HttpResponse:
    """The population's rule as a file for the command."""
    row = _current()
    lines = [f"# {row.title}, version {row.number}", *_toml(PopulationRule.of(row.rule))]
    answer = HttpResponse("\n".join(lines) + "\n", content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="population.toml"'
    return answer


def _toml(asked: PopulationRule) -> list[str]:
    def written(value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(written(one) for one in value)}]"
        if isinstance(value, int):
            return str(value)
        escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(sign if sign.isprintable() else " " for sign in escaped) + '"'

    return [f"{name} = {written(value)}" for name, value in asked.plain().items()]


@page(Permission.WRITE_SUCCESS, methods=BOTH)
def count(request: Request) -> HttpResponse:
    """Hand on a count of one's own files."""
    row = _current()
    form = CountForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        lambda: actions.count_population(
            by=request.actor, challenge=row, content=form.cleaned_data["file"].read(200_000)
        ),
        words={
            "title": _("Count the population in your files"),
            "back": reverse("charter:challenge"),
            "sentences": PopulationRule.of(row.rule).sentences(),
        },
        done=_("The count stands beside those of the other partners."),
        to=lambda row: reverse("charter:challenge"),
        template="charter/count.html",
    )


def _current() -> Challenge:
    row = reads.current()
    if row is None:
        raise Http404
    return row
