"""The demo's two years of deciding: written by the product's own acts, and everything in it can be counted again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commonweal.database.identity import Identity, acting, maintenance
from commonweal.demo import alliance, governance
from commonweal.demo.dice import Dice
from commonweal.demo.size import Size
from commonweal.governance.actions.voting import counted, fingerprint
from commonweal.governance.models import Body, Decision, Proposal, Recusal
from commonweal.governance.queries import bodies, proposals
from commonweal.governance.rules.rights import check
from commonweal.partners.models import Seat
from commonweal.partners.queries import actor_for

pytestmark = pytest.mark.django_db


def test_the_demo_decides_as_people_would() -> None:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with maintenance():
        frame = alliance.build(Dice(1), Size(organisations=40, services=100, people=20, referrals=40), now)
        governance.write(Dice(1), frame, now)
        assert Body.objects.filter(alliance=frame.alliance).count() == 4
        seat = Seat.objects.select_related("person", "organisation", "alliance").get(
            person__email="viewer@laurel.example"
        )
    by = actor_for(seat.person, seat)
    with acting(Identity(person=by.person_id, seat=by.seat_id)):
        closed = list(Proposal.objects.filter(closed_at__isnull=False))
        assert len(closed) == len(governance.PAST)
        for row in closed:
            vote, outcome = counted(proposals.whole(row.pk))
            assert outcome.as_json() == row.outcome and fingerprint(vote) == row.fingerprint, row.question
        carried = dict(Decision.objects.values_list("question", "carried"))
        assert sum(carried.values()) == len(carried) - 2
        assert Decision.objects.filter(superseded_by__isnull=False).count() == 1
        (still_open,) = proposals.uncounted()
        assert Recusal.objects.get().proposal_id == still_open.pk
        assert [one.sentence for one in check(bodies.right_facts(by, bodies.rights())) if one.error] == []
        empty = [
            one for body in bodies.bodies() for one in bodies.balance_of(body, now).warnings if "empty" in one
        ]
        assert empty == ["One seat is empty."]
