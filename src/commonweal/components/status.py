"""The one set of statuses of the whole product: a word with a shape, never colour alone."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
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
WORDS = {
    Shape.WAITING: _("Waiting"),
    Shape.MOVING: _("Moving"),
    Shape.DONE: _("Done"),
    Shape.STOPPED: _("Stopped"),
    Shape.NEEDS: _("Needs somebody"),
}
