"""A cohort of a lead, a navigator and another partner's lead; time travel through its sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from commonweal.access.actor import Actor
from commonweal.alignment.actions import learning as actions
from commonweal.alignment.models import Cohort, CourseSession, Participant
from commonweal.database.identity import maintenance
from tests.factories.alignment_people import Street


class School(Street):
    """The street, with a cohort kept by the office."""

    def __init__(self) -> None:
        super().__init__()
        self.pupils = (self.lead, self.worker, self.other)
        with self.world.as_(self.office):
            self.cohort: Cohort = actions.open_cohort(
                by=self.office, title="First cohort", purpose="To work as one", course="twelve-weeks",
                starts=timezone.now() + timedelta(days=1), seats=[one.seat_id for one in self.pupils if one.seat_id],
            )  # fmt: skip

    def let_pass(self, weeks: float) -> None:  # type: ignore[override]
        """So many weeks go by: the sessions move into the past."""
        with maintenance():
            for row in CourseSession.objects.filter(cohort=self.cohort):
                row.starts_at -= timedelta(weeks=weeks)
                row.save(update_fields=["starts_at"])

    def session(self, number: int) -> CourseSession:
        """A session by its number."""
        with maintenance():
            return CourseSession.objects.select_related("cohort").get(cohort=self.cohort, number=number)

    def pupil(self, actor: Actor) -> Participant:
        """Somebody's place in the cohort."""
        with maintenance():
            return Participant.objects.select_related("cohort", "seat").get(
                cohort=self.cohort, person_id=actor.person_id
            )

    def came(self, number: int, **words: str) -> None:
        """Who came to a session: lead, worker, other; the lead alone unless said otherwise."""
        given = {"lead": "present"} | words
        with self.world.as_(self.office):
            actions.attend(
                by=self.office, session=self.session(number),
                came={self.pupil(getattr(self, name)).pk: word for name, word in given.items()},
            )  # fmt: skip

    @staticmethod
    def now() -> datetime:
        """The instant."""
        return timezone.now()
