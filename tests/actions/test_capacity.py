"""Room: reported by those whose service it is, moved by referrals where they want that."""

from __future__ import annotations

import pytest
from django.db import transaction

from commonweal.access import NotAllowed, Refused
from commonweal.audit.models import Act
from commonweal.directory import actions
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import CapacityReport, Service, Term
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def pantry(world):
    return world.organisation("Pantry", sector="food")


@pytest.fixture
def worker(world, pantry):
    return world.seat(pantry, "intake_worker")


@pytest.fixture
def service(world, pantry):
    return world.service(pantry, NeedDomain.FOOD)


def facts(world, by, service):
    with world.as_(by):
        found = Service.objects.get(pk=service.pk)
        return found.capacity, found.places_available, found.places_maximum


def test_a_report_is_a_fact_with_a_who_and_a_when(world, worker, service):
    with world.as_(worker):
        report = actions.report_capacity(
            by=worker, service=service, capacity="capacity", available=3, maximum=8
        )
    assert facts(world, worker, service) == ("capacity", 3, 8)
    assert (report.person_id, report.person_name, report.how) == (
        worker.person_id,
        worker.person_name,
        "reported",
    )
    with world.as_(worker):
        assert Service.objects.get(pk=service.pk).capacity_at == report.at
        act = Act.objects.get(kind="directory.capacity-reported")
        assert "“has room” (3 of 8 places free)" in act.sentence
    with world.as_(worker):
        actions.report_capacity(by=worker, service=service, capacity="no-capacity")
    assert facts(world, worker, service) == ("no-capacity", 0, 8)


def test_reports_are_never_changed(world, worker, service):
    with world.as_(worker):
        report = actions.report_capacity(by=worker, service=service, capacity="waitlist")
        with pytest.raises(Exception, match="never changed"), transaction.atomic():
            CapacityReport.objects.filter(pk=report.pk).update(capacity="capacity")


def test_only_the_services_own_people_report(world, worker, service):
    stranger = world.seat(world.organisation(), "partner_lead")
    viewer = world.seat(world.organisation(), "viewer")
    for by in (stranger, viewer):
        with world.as_(by), pytest.raises(NotAllowed):
            actions.report_capacity(by=by, service=service, capacity="capacity")


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        ({"capacity": "capacity", "available": 9, "maximum": 8}, "9 places cannot be free of 8"),
        ({"capacity": "capacity", "available": 0}, "is none"),
        ({"capacity": "no-capacity", "available": 2}, "are room"),
        ({"capacity": "unknown"}, "Say whether"),
        ({"capacity": "lots"}, "Say whether"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(world, worker, service, report, reason):
    with world.as_(worker), pytest.raises(Refused, match=reason):
        actions.report_capacity(by=worker, service=service, **report)
    assert facts(world, worker, service) == ("unknown", None, None)


def test_referrals_move_places_only_where_the_service_wants_that(world, worker, service):
    with world.as_(worker):
        actions.report_capacity(by=worker, service=service, capacity="capacity", available=1, maximum=2)
        actions.take_place(by=worker, service=service)
    assert facts(world, worker, service) == ("capacity", 1, 2)
    with world.as_(worker):
        actions.let_referrals_move(by=worker, service=service, moves=True)
        reported = Service.objects.get(pk=service.pk).capacity_at
        actions.take_place(by=worker, service=service)
    assert facts(world, worker, service) == ("no-capacity", 0, 2)
    with world.as_(worker):
        actions.take_place(by=worker, service=service)
        actions.give_back_place(by=worker, service=service)
    assert facts(world, worker, service) == ("capacity", 1, 2)
    with world.as_(worker):
        actions.give_back_place(by=worker, service=service)
        actions.give_back_place(by=worker, service=service)
        assert Service.objects.get(pk=service.pk).capacity_at == reported
        assert (
            list(CapacityReport.objects.filter(service=service).values_list("how", flat=True)).count(
                "reported"
            )
            == 1
        )
    assert facts(world, worker, service) == ("capacity", 2, 2)


def test_confirming_needs_and_linking(world, worker, service, pantry):
    convenor = world.seat(world.organisation(), "convenor")
    stranger = world.seat(world.organisation(), "navigator")
    with world.as_(worker):
        actions.confirm_service(by=worker, service=service)
    with world.as_(stranger), pytest.raises(NotAllowed):
        actions.confirm_service(by=stranger, service=service)
    with world.as_(stranger), pytest.raises(NotAllowed):
        actions.set_needs(by=stranger, service=service, needs=[])
    with world.as_(convenor):
        actions.set_needs(by=convenor, service=service, needs=[NeedDomain.UTILITIES, NeedDomain.FOOD])
        found = Service.objects.select_related("provider").get(pk=service.pk)
        assert found.domains == ["food", "utilities"]
        assert found.confirmed_by == worker.person_name
        actions.link_provider(by=convenor, provider=found.provider, partner=None)
        unlinked = Service.objects.select_related("provider").get(pk=service.pk)
    with world.as_(worker), pytest.raises(NotAllowed):
        actions.report_capacity(by=worker, service=unlinked, capacity="capacity")


def test_the_mapping_table_decides_what_services_answer(world, tmp_path):
    from commonweal.interchange.actions import import_directory
    from tests.factories.hsds import OLD, pack

    convenor = world.seat(world.organisation(), "convenor")
    with world.as_(convenor):
        import_directory(by=convenor, path=pack(tmp_path, OLD), source="county")
        term = Term.objects.get(code="BD-1800")
        boxes = Service.objects.get(name="Food boxes")
        assert boxes.domains == ["food"]
        actions.map_term(by=convenor, term=term, needs=[NeedDomain.FINANCES])
        boxes.refresh_from_db()
        assert boxes.domains == ["finances"]
        assert dict(term.needs.values_list("domain", "state")) == {
            "food": "rejected",
            "finances": "confirmed",
        }
        # A rejected suggestion does not come back with the next import.
        import_directory(by=convenor, path=pack(tmp_path, OLD), source="county")
        boxes.refresh_from_db()
        assert boxes.domains == ["finances"]
        count = actions.confirm_suggestions(by=convenor, terms=Term.objects.values_list("pk", flat=True))
        assert count == 1
        assert not term.needs.filter(state="suggested").exists()
        actions.set_needs(by=convenor, service=boxes, needs=[NeedDomain.STRESS])
        actions.map_term(by=convenor, term=term, needs=[])
        boxes.refresh_from_db()
        assert boxes.domains == ["stress"]
        actions.set_needs(by=convenor, service=boxes, needs=None)
        boxes.refresh_from_db()
        assert boxes.domains == []
