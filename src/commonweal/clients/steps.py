"""A long form one question at a time, without scripts: what other steps hold travels along in hidden fields.

The address says how the form is shown (`?show=steps` or `?show=all`); without it, a phone gets steps.
"""

from __future__ import annotations

from typing import Any

from django import forms

from commonweal.access.http import Request

STEP = "step"
GO = "go"


def in_steps(request: Request) -> bool:
    """Is the form shown one question at a time?"""
    wanted = request.GET.get("show", "")
    if wanted in ("steps", "all"):
        return wanted == "steps"
    return "Mobi" in request.headers.get("User-Agent", "")


class Stepped:
    """A form whose `groups` are steps. `done` when the last step was sent and nothing is wrong."""

    def __init__(self, form: Any, request: Request) -> None:
        self.form = form
        self.active = in_steps(request)
        self.groups = form.groups
        self.titles = [str(group.title) for group in form.groups]
        self.at = self._number(request.POST.get(STEP, "1"))
        go = request.POST.get(GO, "")
        self.done = False
        if form.is_bound:
            self.done = form.is_valid() and (
                not self.active or (go == "save" and self.at == len(self.titles))
            )
            if self.active and not self.done:
                self._turn(go)
        if self.active and not self.done:
            self._hide_others()

    def _number(self, raw: str) -> int:
        number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1
        return max(1, min(number, len(self.titles)))

    def _turn(self, go: str) -> None:
        """To the step asked for, unless this one has faults; the last one leads to the first with faults."""
        wrong = [
            number
            for number, group in enumerate(self.groups, start=1)
            if any(name in self.form.errors for name in group.names)
        ]
        if go == "back":
            self.at = self._number(str(self.at - 1))
        elif go == "save" and wrong:
            self.at = wrong[0]
        elif go == "next" and self.at not in wrong:
            self.at = self._number(str(self.at + 1))
        elif go not in ("next", "save"):
            self.at = 1
        if go == "back" or self.at not in wrong:
            self._forget_errors()

    def _forget_errors(self) -> None:
        """What is wrong on other steps is said there."""
        own = set(self.groups[self.at - 1].names)
        for name in [name for name in self.form.errors if name not in own]:
            del self.form.errors[name]

    def _hide_others(self) -> None:
        self.form.groups = (self.groups[self.at - 1],)
        own = set(self.form.groups[0].names)
        for name, field in self.form.fields.items():
            if name not in own and not isinstance(field.widget, forms.HiddenInput):
                field.widget = field.hidden_widget()

    @property
    def is_last(self) -> bool:
        """Is this the last step (or are all on one page)?"""
        return not self.active or self.at == len(self.titles)
