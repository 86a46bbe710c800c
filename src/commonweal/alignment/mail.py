"""E-mails about surveys. They name the survey and the alliance, never an answer."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonweal.alignment import links
from commonweal.alignment.models import Asked
from commonweal.components.letters import Letter


def ask(asked: Asked, *, alliance: str, minutes: int, reminder: bool) -> Letter:
    """The letter with somebody's link. `asked` comes with person, round and survey."""
    survey = asked.round.survey
    token = links.sign(links.Link(asked.pk, asked.seat_id, asked.person_id))
    words = {"survey": survey.title, "alliance": alliance}
    asks = _("%(alliance)s asks you: %(survey)s") % words
    until = date_format(timezone.localtime(asked.round.closes_at), "j F")
    return Letter(
        to=asked.person.email,
        subject=_("Still open: %(survey)s") % words if reminder else asks,
        heading=asks,
        paragraphs=(
            survey.purpose,
            _(
                "It takes about %(minutes)s minutes, also on a phone. What you answer is saved as you go; you can stop "
                "and go on later, until %(until)s. You need no account."
            )
            % {"minutes": minutes, "until": until},
        ),
        act=_("Open the survey"),
        path=reverse("alignment:survey-link", args=[token]),
        notes=(
            _(
                "Nobody sees your answers as yours. Results are shown for three people or more, and the way from your "
                "name to your answers is wiped when the round closes. The link is yours alone, so please do not pass "
                "this e-mail on."
            ),
        ),
    )
