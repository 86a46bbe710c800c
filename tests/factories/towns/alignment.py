"""A survey with a closed round and an open one, an import, and a round of ties that is open."""

from __future__ import annotations

from datetime import timedelta

from commonweal.alignment.models import Asked, Imported, Question, Result, Round, Survey, TieRound
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories.town import Rows, Town


def rows(town: Town) -> Rows:
    """What the addresses of surveys and of the network are filled with."""
    alliance, seat = town.world.alliance, town.lead.seat_id
    who = {"alliance": alliance, "person_id": town.lead.person_id, "person_name": "N"}
    with maintenance():
        now = clock.now()
        soon = now + timedelta(days=9)
        survey = Survey.objects.create(title="Survey", purpose="To see.", **who)
        question = Question.objects.create(
            survey=survey, position=1, section="A", concept="goals", topic="Topic", text="Well?", low="No", high="Yes"
        )  # fmt: skip
        closed = Round.objects.create(
            survey=survey, number=1, seat_id=seat, closes_at=now, closed_at=now, **who
        )
        Result.objects.create(
            round=closed, question=question, about="answer", level="all", counts=[1, 0, 2, 0, 1]
        )
        unsent = Survey.objects.create(title="Other", purpose="To see.", **who)
        loose = Question.objects.create(
            survey=unsent, position=1, section="A", concept="goals", topic="Topic", text="Well?", low="No", high="Yes"
        )  # fmt: skip
        opened = Round.objects.create(survey=survey, number=2, seat_id=seat, closes_at=soon, **who)
        Asked.objects.create(
            alliance=alliance, round=opened, seat_id=seat, person_id=town.lead.person_id,
            organisation=town.hospital, sector="hospital",
        )  # fmt: skip
        imported = Imported.objects.create(
            instrument="Check-up", licence="L", taken_on=now.date(), lowest=1, highest=5, **who
        )
        ties = TieRound.objects.create(number=1, closes_at=soon, **who)
    return {
        **{f"alignment:{one}": {"pk": unsent.pk} for one in ("survey", "question-add", "survey-send")},
        "alignment:question-change": {"pk": loose.pk, "what": "up"},
        "alignment:imported-one": {"pk": imported.pk},
        "alignment:survey-link": {"token": "forged"},
        "alignment:round": {"pk": closed.pk},
        "alignment:follow-up": {"pk": closed.pk},
        "alignment:distribution": {"pk": closed.pk, "question": question.pk},
        **{f"alignment:{one}": {"pk": opened.pk} for one in ("answer", "round-remind", "round-close")},
        **{f"alignment:{one}": {"pk": ties.pk} for one in ("network-close", "network-tell")},
    }
