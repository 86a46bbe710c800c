"""E-mails about actions."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.components.letters import Letter, post


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
