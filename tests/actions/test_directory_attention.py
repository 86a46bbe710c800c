"""What in the directory needs somebody, and whom it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from commonweal.directory import actions
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Term
from commonweal.interchange.actions import import_directory
from tests.factories import World
from tests.factories.attention import attention_of
from tests.factories.hsds import OLD, pack

attention = attention_of("directory")

pytestmark = pytest.mark.django_db


def test_room_that_was_not_reported_for_a_month():
    world = World()
    pantry = world.organisation("Pantry")
    worker, viewer = world.seat(pantry, "intake_worker"), world.seat(pantry, "viewer")
    now = timezone.now()
    fresh = world.service(pantry, NeedDomain.FOOD, capacity="capacity", capacity_at=now - timedelta(days=29))
    with world.as_(worker):
        assert attention(worker, now) == []
    world.service(pantry, NeedDomain.FOOD, capacity="capacity", capacity_at=now - timedelta(days=31))
    with world.as_(worker):
        (found,) = attention(worker, now)
        assert found.why == "1 of your services has not reported its room for a month."
        assert (found.audience, found.next_url) == ("organisation", "/directory/room/")
        assert abs(found.since - (now - timedelta(days=1))) < timedelta(seconds=1)
    with world.as_(viewer):
        assert attention(viewer, now) == []
    assert fresh.pk


def test_terms_whose_needs_are_only_suggested(tmp_path):
    world = World()
    convenor = world.seat(world.organisation(), "convenor")
    now = timezone.now()
    with world.as_(convenor):
        assert attention(convenor, now) == []
        import_directory(by=convenor, path=pack(tmp_path, OLD), source="county")
        (found,) = attention(convenor, now)
        assert found.why == "The needs of 2 terms of the directory are only suggested."
        actions.confirm_suggestions(by=convenor, terms=Term.objects.values_list("pk", flat=True))
        assert attention(convenor, now) == []
