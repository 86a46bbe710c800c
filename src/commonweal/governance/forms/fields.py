"""What forms of governance share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonweal.governance.rules.phrases import BadPhrase, read_quorum, read_rule

Choices = list[tuple[str, Any]]


def named(rows: Iterable[Any], empty: Any = None) -> Choices:
    """Rows as choices; with an empty one first, where its words are given."""
    first = [("", empty)] if empty is not None else []
    return [*first, *((str(one.pk), str(one)) for one in rows)]


def known(rows: Iterable[Any], value: str) -> Any:
    """The row with this identifier; None for an empty value."""
    return next((one for one in rows if str(one.pk) == value), None)


def ids(values: Iterable[str]) -> list[UUID]:
    """Identifiers that were ticked."""
    return [UUID(value) for value in values]


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def clean_rule(text: str) -> str:
    """A rule in words; a fault by the field where it cannot be read."""
    for part in text.split(" and "):
        try:
            if text.strip():
                read_rule(part)
        except BadPhrase as error:
            raise ValidationError(_("This rule cannot be read: %(why)s.") % {"why": error}) from error
    return text


def clean_quorum(text: str) -> str:
    """A quorum in words; a fault by the field where it cannot be read."""
    try:
        if text.strip():
            read_quorum(text)
    except BadPhrase as error:
        raise ValidationError(_("This quorum cannot be read: %(why)s.") % {"why": error}) from error
    return text


class Several(forms.MultipleChoiceField):
    """Several ticked choices."""

    widget = forms.CheckboxSelectMultiple
