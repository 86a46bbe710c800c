"""Who sees a conflict: the plain statement, and what PostgreSQL shows after any walk up the ladder.

The plain side keeps facts only: whom each act named, and which handlers the last step has.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.access import NotAllowed, Refused
from commonweal.database.identity import maintenance
from commonweal.governance.actions import conflicts as actions
from commonweal.governance.models import Commitment, Conflict, ConflictMove, ConflictNote, ConflictPerson
from commonweal.governance.queries import conflicts as queries
from commonweal.partners.models import Seat
from commonweal.partners.queries import alliance_day
from tests.examples import by_day
from tests.factories import World

pytestmark = pytest.mark.django_db

act = st.one_of(
    st.tuples(st.just("up"), st.integers(0, 7), st.sets(st.integers(0, 7), max_size=2)),
    st.tuples(st.just("let_in"), st.integers(0, 7), st.integers(0, 7)),
    st.tuples(st.just("note"), st.integers(0, 7)),
    st.tuples(st.just("close"), st.integers(0, 7)),
    st.tuples(st.just("reopen"), st.integers(0, 7)),
)


class Hall:
    """Four organisations, two people each: leads, board members and a convenor. The first raises it with the second."""

    ROLES = (
        "navigator",
        "partner_lead",
        "partner_lead",
        "board_member",
        "convenor",
        "viewer",
        "board_member",
        "analyst",
    )

    def __init__(self) -> None:
        self.world = World()
        self.organisations = [self.world.organisation() for _ in range(4)]
        self.people = [self.world.seat(self.organisations[n // 2], role) for n, role in enumerate(self.ROLES)]
        raiser = self.people[0]
        with self.world.as_(raiser):
            self.conflict = actions.raise_conflict(
                by=raiser,
                title="Late money",
                topic="money",
                with_whom=[self.organisations[1].pk],
                text="Since May",
            )
            actions.note(by=raiser, conflict=self.conflict, kind="fact", text="It came late.")
        # Of the other side, whoever speaks for it; of one's own, oneself.
        self.parties = {0, 2, 3}
        self.handlers: set[int] = set()
        self.step, self.closed = 0, False

    def sees(self, number: int) -> bool:
        return number in self.parties | self.handlers

    def seat(self, number: int) -> Seat:
        return Seat.objects.select_related("person", "organisation").get(pk=self.people[number].seat_id)

    def up(self, who: int, whom: set[int]) -> None:
        seats = [self.seat(one) for one in sorted(whom)]
        actions.move_up(by=self.people[who], conflict=self.conflict, reason="No answer", handlers=seats)
        assert whom and all(one >= 4 and self.ROLES[one] in {"board_member", "convenor"} for one in whom)
        self.handlers, self.step = set(whom), self.step + 1
        assert self.step < 5 and not self.closed

    def let_in(self, who: int, whom: int) -> None:
        actions.let_in(by=self.people[who], conflict=self.conflict, seat=self.seat(whom))
        assert whom < 4 and (who in self.handlers or who // 2 == whom // 2)
        self.parties.add(whom)

    def note(self, who: int) -> None:
        actions.note(by=self.people[who], conflict=self.conflict, kind="interest", text="We need to plan.")

    def close(self, who: int) -> None:
        actions.close(by=self.people[who], conflict=self.conflict, outcome="settled", text="Paid")
        assert who == 0 or who in self.handlers
        self.closed = True

    def reopen(self, who: int) -> None:
        actions.reopen(by=self.people[who], conflict=self.conflict, reason="Late again")
        self.closed = False

    def do(self, what: str, who: int, *how) -> None:
        if not self.sees(who):
            # Somebody not named does not even find it, so nothing they try can happen.
            with self.world.as_(self.people[who]), pytest.raises((NotAllowed, Refused, Seat.DoesNotExist)):
                getattr(self, what)(who, *how)
            return
        try:
            with self.world.as_(self.people[who]):
                getattr(self, what)(who, *how)
        except Refused:
            return
        except NotAllowed:
            assert what == "close" or self.ROLES[who] == "viewer"

    def compare(self) -> None:
        for number, person in enumerate(self.people):
            with self.world.as_(person):
                counts = [
                    model.objects.exists() for model in (Conflict, ConflictMove, ConflictNote, ConflictPerson)
                ]
            assert counts == [self.sees(number)] * 4, (number, self.parties, self.handlers)


@settings(max_examples=by_day(8), suppress_health_check=list(HealthCheck), print_blob=True)
@given(acts=st.lists(act, min_size=2, max_size=9))
def test_only_parties_and_handlers_of_the_step_see_it(acts) -> None:
    hall = Hall()
    hall.compare()
    for what, who, *how in acts:
        hall.do(what, who, *how)
        hall.compare()


def test_an_earlier_handler_sees_it_no_more_and_patterns_name_nobody() -> None:
    hall = Hall()
    hall.do("up", 0, {4})
    hall.compare()
    hall.do("up", 4, {6})
    assert (hall.handlers, hall.step) == ({6}, 2)
    hall.compare()
    with hall.world.as_(hall.people[4]):
        found = queries.patterns()
        assert {(one.kind, one.conflicts) for one in found} == {("topic", 1), ("step", 1)}
        names = {one.name for one in hall.organisations} | {one.person_name for one in hall.people}
        assert not any(name in str(found) for name in names)
        assert queries.last_raised() is not None
    for nobody in (1, 5, 7):
        with hall.world.as_(hall.people[nobody]):
            assert queries.patterns() == [] and queries.last_raised() is None


def test_the_database_itself_refuses_a_handler_of_a_party() -> None:
    from django.db import IntegrityError, transaction

    hall = Hall()
    person = hall.people[3]
    with pytest.raises(IntegrityError), transaction.atomic(), maintenance():
        ConflictPerson.objects.create(
            conflict=hall.conflict, person_id=hall.people[1].person_id, person_name="N",
            organisation_id=person.organisation_id, part="handler",
        )  # fmt: skip


def test_the_record_of_acts_names_nobody() -> None:
    from commonweal.audit.models import Act

    hall = Hall()
    with maintenance():
        acts = list(
            Act.objects.filter(kind__startswith="conflict.").values_list(
                "person_id", "organisation_id", "details"
            )
        )
    assert acts and all(one[:2] == (None, None) for one in acts)
    assert not any(name in str(acts) for name in ("Late money", hall.organisations[0].name))


def test_a_commitment_is_kept_by_fact() -> None:
    hall = Hall()
    raiser, other = hall.people[0], hall.people[2]
    with hall.world.as_(other):
        today = alliance_day(other)
        made = actions.commit(
            by=other,
            conflict=hall.conflict,
            organisation=other.organisation_id,
            text="Pay in ten days",
            due=today,
        )
    with hall.world.as_(raiser):
        actions.keep(by=raiser, commitment=Commitment.objects.get(pk=made.pk), on=today)
        with pytest.raises(Refused, match="already"):
            actions.keep(by=raiser, commitment=made, on=today)
