"""E-mails about actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.components.letters import Letter, post


@dataclass(frozen=True)
class Asked:
    """An action that a letter asks about, and the secret part of its link."""

    title: str
    due: date
    token: str


def check_in(*, to: str, name: str, alliance: str, asked: Sequence[Asked]) -> None:
    """The weekly letter to an owner of whom nothing was heard: one link for each action."""
    post(
        Letter(
            to=to,
            subject=ngettext("How does your action stand?", "How do your %(n)d actions stand?", len(asked))
            % {"n": len(asked)},
            heading=alliance,
            paragraphs=(
                ngettext(
                    "%(name)s, how does this stand? One button is enough: on track, held up, or done.",
                    "%(name)s, how do these stand? One button is enough for each: on track, held up, or done.",
                    len(asked),
                )
                % {"name": name},
            ),
            links=tuple(
                (
                    _("%(title)s, due %(due)s") % {"title": one.title, "due": date_format(one.due, "j F Y")},
                    reverse("plans:check-in", args=[one.token]),
                )
                for one in asked
            ),
            notes=(
                ngettext(
                    "The link is for you only and works for 30 days. You need not sign in.",
                    "The links are for you only and work for 30 days. You need not sign in.",
                    len(asked),
                ),
                _(
                    "This letter comes once a week while nothing was said; your alliance chooses after how long."
                ),
            ),
        )
    )


def ask(*, to: str, name: str, title: str, due: date, token: str) -> None:
    """Ask the owner of an action how it stands."""
    post(
        Letter(
            to=to,
            subject=_("How does “%(title)s” stand?") % {"title": title},
            heading=title,
            paragraphs=(
                _(
                    "%(name)s, how does this stand? It is due %(due)s. "
                    "One button is enough: on track, held up, or done."
                )
                % {"name": name, "due": date_format(due, "j F Y")},
            ),
            act=_("Say how it stands"),
            path=reverse("plans:check-in", args=[token]),
            notes=(_("The link is for you only and works for 30 days. You need not sign in."),),
        )
    )
