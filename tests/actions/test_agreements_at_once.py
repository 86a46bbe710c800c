"""Two amendments at once: on connections of their own, as two people would press the button."""

from __future__ import annotations

import pytest

from commonweal.access.rules import Conflict
from commonweal.agreements import actions
from commonweal.agreements.models import Agreement, Version
from commonweal.database.identity import maintenance
from tests.actions.test_referrals_at_once import at_once, own_database
from tests.factories.boundaries import Signed

__all__ = ["own_database"]


@pytest.mark.usefixtures("own_database")
def test_two_amendments_at_once_are_one_amendment_and_one_refusal(django_db_blocker) -> None:
    with django_db_blocker.unblock():
        signed = Signed("Hospital", "Pantry")
        agreement = signed.in_force("exit")

        def amend(number: int) -> Version:
            with signed.world.as_(signed.lead(number)):
                row = Agreement.objects.prefetch_related("parties", "versions__signatures").get(
                    pk=agreement.pk
                )
                return actions.amend(by=signed.lead(number), agreement=row)

        found = at_once(lambda: amend(0), lambda: amend(1))
        refused = [one for one in found if isinstance(one, Conflict)]
        assert len(refused) == 1 and "already begun version 2" in str(refused[0]), found
        with maintenance():
            numbers = Version.objects.filter(agreement=agreement).values_list("number", flat=True)
            assert sorted(numbers) == [1, 2]
