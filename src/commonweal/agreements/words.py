"""Terms, periods and differences in words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonweal.access.roles import PURPOSES
from commonweal.agreements.rules import CATEGORIES, SharingClause, Status
from commonweal.components.status import Shape

CATEGORY_WORDS: dict[str, Promise] = {
    "identity": gettext_lazy("who they are"),
    "social": gettext_lazy("their social needs and referrals"),
    "behavioural_health": gettext_lazy("behavioural health"),
    "substance_use": gettext_lazy("substance use treatment"),
    "hiv": gettext_lazy("HIV"),
    "violence": gettext_lazy("violence and abuse"),
}
"""What a record is about, short enough to stand in a sentence."""

PURPOSE_WORDS: dict[str, Promise] = {
    "care": gettext_lazy("to help the person"),
    "improvement": gettext_lazy("to find out what works, in figures"),
    "payment": gettext_lazy("to settle what partners earned"),
}

SHAPES: dict[Status, Shape] = {
    Status.DRAFT: Shape.WAITING,
    Status.SIGNING: Shape.MOVING,
    Status.SIGNED: Shape.MOVING,
    Status.IN_FORCE: Shape.DONE,
    Status.AMENDING: Shape.MOVING,
    Status.LAPSED: Shape.STOPPED,
    Status.ENDED: Shape.STOPPED,
}


def listed(names: Iterable[str | Promise]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    each = [str(name) for name in names]
    if len(each) < 2:
        return "".join(each)
    return _("%(first)s and %(last)s") % {"first": ", ".join(each[:-1]), "last": each[-1]}


def in_words(clause: SharingClause, names: Mapping[UUID, str]) -> str:
    """One sentence: who may see which categories of whose people, for which purposes."""
    facts = {
        "categories": listed(CATEGORY_WORDS[one] for one in CATEGORIES if one in clause.categories),
        "purposes": listed(PURPOSE_WORDS[one] for one in PURPOSES if one in clause.purposes),
        "recipients": named(clause.recipients, names),
        "disclosers": named(clause.disclosers, names),
    }
    if clause.recipients and clause.disclosers:
        return (
            _("%(recipients)s may see, of the people of %(disclosers)s: %(categories)s. Only %(purposes)s.")
            % facts
        )
    if clause.recipients:
        return (
            _("%(recipients)s may see, of every other party's people: %(categories)s. Only %(purposes)s.")
            % facts
        )
    if clause.disclosers:
        return (
            _("Every party may see, of the people of %(disclosers)s: %(categories)s. Only %(purposes)s.")
            % facts
        )
    return _("Every party may see, of every other party's people: %(categories)s. Only %(purposes)s.") % facts


def named(organisations: Iterable[UUID], names: Mapping[UUID, str]) -> str:
    """Organisations by name, in the order of the alphabet."""
    return listed(sorted(names.get(one, _("an organisation that is not shown")) for one in organisations))


def few(organisations: Iterable[UUID], names: Mapping[UUID, str], most: int = 2) -> str:
    """The first two by name “and 9 more”; all where there are no more than three."""
    each = sorted(names.get(one, _("an organisation that is not shown")) for one in organisations)
    if len(each) <= most + 1:
        return listed(each)
    return _("%(first)s and %(n)d more") % {"first": ", ".join(each[:most]), "n": len(each) - most}


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed ("same"), came ("added") or went ("removed")."""

    kind: str
    text: str


_TOO_MANY_WORDS = 4000


def differences(before: str, after: str) -> list[Piece]:
    """What an amendment changed in a text, word by word; line by line where very much changed."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            found.append(Piece("same", gone))
        elif tag == "replace" and len(gone.split()) + len(come.split()) < _TOO_MANY_WORDS:
            found += _word_by_word(gone, come)
        else:
            found += [Piece("removed", gone)] if gone else []
            found += [Piece("added", come)] if come else []
    return found


def _word_by_word(before: str, after: str) -> list[Piece]:
    old, new = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (before, after))
    found: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        found += [Piece("removed", "".join(old[a:b]))] if b > a else []
        found += [Piece("added", "".join(new[c:d]))] if d > c else []
    return found
