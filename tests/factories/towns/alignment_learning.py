"""A running cohort in which the lead takes part, with an own challenge and a reflection."""

from __future__ import annotations

from datetime import timedelta

from commonweal.alignment.models import Cohort, CourseSession, OwnChallenge, Participant, Reflection
from commonweal.database import clock
from commonweal.database.identity import maintenance
from tests.factories.town import Rows, Town

WORDS = {"minutes": 90, "aim": "Aim", "agenda": ["Item"], "reading": "Text", "question": "Why?"}


def rows(town: Town) -> Rows:
    """What the addresses of learning together are filled with."""
    person = town.lead.person_id
    with maintenance():
        now = clock.now()
        cohort = Cohort.objects.create(
            alliance=town.world.alliance, title="Cohort", purpose="To learn", course="twelve-weeks",
            person_id=person, person_name="N",
        )  # fmt: skip
        begun = CourseSession.objects.create(
            cohort=cohort, number=1, title="First", starts_at=now - timedelta(days=1), **WORDS
        )
        coming = CourseSession.objects.create(
            cohort=cohort, number=2, title="Second", starts_at=now + timedelta(days=6), **WORDS
        )
        place = Participant.objects.create(
            cohort=cohort, seat_id=town.lead.seat_id, person_id=person, name="N", organisation_name="O"
        )
        OwnChallenge.objects.create(
            participant=place, what="Rides", wanted="Rides on Sunday", other=town.hospital, other_name="O",
            person_id=person,
        )  # fmt: skip
        reflection = Reflection.objects.create(
            session=begun, participant=place, person_id=person, text="Mine"
        )
    return {
        **{
            f"alignment:{one}": {"pk": cohort.pk}
            for one in ("cohort", "enrol", "own-challenge", "own-change")
        },
        **{f"alignment:{one}": {"pk": begun.pk} for one in ("course-session", "session-attendance")},
        "alignment:move-session": {"pk": coming.pk},
        "alignment:leave-cohort": {"pk": place.pk},
        "alignment:share-reflection": {"pk": reflection.pk},
    }
