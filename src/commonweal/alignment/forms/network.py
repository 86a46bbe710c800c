"""Forms of the network: whom one works with, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.alignment.models import Report
from commonweal.alignment.rules.trust import DEPTH, DIMENSIONS, FREQUENCY, PEOPLE
from commonweal.components.forms import Group, PlainForm
from commonweal.partners.models import Organisation

RATING = [("", gettext_lazy("Cannot say")), ("1", gettext_lazy("1 – Little")), ("2", "2"), ("3", "3"),
          ("4", gettext_lazy("4 – Very much"))]  # fmt: skip


MOST = 60
"""Nobody works closely with more; and a form for more is not filled in."""


class PartnersForm(PlainForm):
    """Tick those one works with."""

    submit_label = gettext_lazy("Go on")
    partners = forms.MultipleChoiceField(
        label=gettext_lazy("Whom did your organisation work with in the past six months?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Working together is more than meeting in this alliance."),
    )

    def __init__(self, *args: Any, others: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("partners", [(str(one.pk), one.name) for one in others])

    def clean_partners(self) -> list[str]:
        """No more than one can say something about."""
        chosen: list[str] = self.cleaned_data["partners"]
        if len(chosen) > MOST:
            raise forms.ValidationError(
                _("You ticked %(n)s partners. Keep the %(most)s you work with most.")
                % {"n": len(chosen), "most": MOST}
            )
        return chosen


class ReportForm(PlainForm):
    """How often, how deep, through whom, and what one thinks of each; and of oneself."""

    submit_label = gettext_lazy("Save what we say")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        own: UUID | None,
        chosen: Iterable[Organisation],
        before: Report | None,
    ) -> None:
        super().__init__(data)
        self.chosen = list(chosen)
        self.own = own
        ties = {tie.to_id: tie for tie in before.ties.all()} if before else {}
        rated = (
            {(one.about_id, one.dimension): str(one.value) for one in before.ratings.all()} if before else {}
        )
        groups = []
        for one in self.chosen:
            tie = ties.get(one.pk)
            names = (
                self._choose(one.pk, "often", _("How often"), FREQUENCY, tie.frequency if tie else None),
                self._choose(one.pk, "deep", _("How deep"), DEPTH, tie.depth if tie else None),
                self._choose(
                    one.pk, "people", _("Who of you holds the contact"), PEOPLE, tie.people if tie else None
                ),
                *self._rate(one.pk, rated),
            )
            groups.append(Group(one.name, names))
        if own is not None:
            groups.append(
                Group(
                    _("Your own organisation"),
                    tuple(self._rate(own, rated)),
                    _("Kept apart: only you see it."),
                )
            )
        self.groups = tuple(groups)

    def _choose(self, pk: UUID, kind: str, label: str, words: Mapping[int, str], before: int | None) -> str:
        name = f"{kind}-{pk}"
        self.fields[name] = forms.TypedChoiceField(
            label=label, choices=[("", _("Choose one")), *words.items()], coerce=int, initial=before
        )
        return name

    def _rate(self, pk: UUID, rated: Mapping[tuple[UUID, str], str]) -> list[str]:
        names = []
        for key, one in DIMENSIONS.items():
            name = f"{key}-{pk}"
            self.fields[name] = forms.ChoiceField(
                label=f"{one.title}: {one.question}",
                choices=RATING,
                required=False,
                initial=rated.get((pk, key), ""),
            )
            names.append(name)
        return names

    def ties(self) -> dict[UUID, tuple[int, int, int]]:
        """How often, how deep, through how many people: by partner."""
        data = self.cleaned_data
        return {
            one.pk: (data[f"often-{one.pk}"], data[f"deep-{one.pk}"], data[f"people-{one.pk}"])
            for one in self.chosen
        }

    def ratings(self) -> dict[tuple[UUID, str], int]:
        """What was rated: by organisation and dimension."""
        about = [one.pk for one in self.chosen] + ([self.own] if self.own else [])
        return {
            (pk, key): int(value)
            for pk in about
            for key in DIMENSIONS
            if (value := self.cleaned_data.get(f"{key}-{pk}"))
        }
