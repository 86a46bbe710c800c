"""The one set of statuses of the whole product: a word with a shape, never colour alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class Shape(StrEnum):
    """What a status means for the reader. The word beside it is the concern's own."""

    WAITING = "waiting"
    MOVING = "moving"
    DONE = "done"
    STOPPED = "stopped"
    NEEDS = "needs"

    @property
    def mark(self) -> str:
        """The shape as a character, for plain text, e-mail subjects and exports."""
        return MARKS[self]

    @property
    def drawn(self) -> SafeString:
        """The shape as a small picture that says nothing itself: its word stands beside it."""
        return SafeString(
            '<svg class="shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
            f"{PICTURES[self]}</svg>"
        )

    @property
    def word(self) -> Promise:
        """The word used where a concern has none of its own."""
        return WORDS[self]


MARKS = {
    Shape.WAITING: "○",
    Shape.MOVING: "◐",
    Shape.DONE: "●",
    Shape.STOPPED: "■",
    Shape.NEEDS: "▲",
}
PICTURES = {
    Shape.WAITING: '<circle cx="6" cy="6" r="5"/>',
    Shape.MOVING: '<circle cx="6" cy="6" r="5"/><path class="solid" stroke="none" d="M6 1a5 5 0 0 0 0 10z"/>',
    Shape.DONE: '<circle class="solid" cx="6" cy="6" r="5"/>',
    Shape.STOPPED: '<path class="solid" stroke-width="1" d="M1.5 1.5h9v9h-9z"/>',
    Shape.NEEDS: '<path class="solid" stroke-linejoin="round" d="M6 1.5 11 10.5H1z"/>',
}
WORDS = {
    Shape.WAITING: _("Waiting"),
    Shape.MOVING: _("Moving"),
    Shape.DONE: _("Done"),
    Shape.STOPPED: _("Stopped"),
    Shape.NEEDS: _("Needs somebody"),
}


def tag(shape: Shape | str, word: Any = "") -> SafeString:
    """A status tag as HTML, as `<c-status>` draws it; without a word, the shape's own."""
    kind = Shape(shape)
    return format_html('<span class="status is-{}">{}{}</span>', kind.value, kind.drawn, word or kind.word)
