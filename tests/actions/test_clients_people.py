"""Registering, changing and finding people; needs and what needs somebody."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from commonweal.access import NotAllowed, Refused
from commonweal.access.rules import Conflict
from commonweal.audit.models import Act
from commonweal.clients import actions, queries
from commonweal.clients.actions.people import IdentityFacts, Person
from commonweal.clients.duplicates import Facts
from commonweal.clients.models import Client, ClientIdentity, ClientKey, Need
from commonweal.clients.queries import Filters
from commonweal.clients.rules import NeedStatus, Urgency
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from tests.factories import World
from tests.factories.attention import attention_of

attention = attention_of("clients")

pytestmark = pytest.mark.django_db

ANA = Person("Ana María", "Muñoz-O’Neill", birth_date=date(1980, 3, 12), phone="(305) 555-0123")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def hospital(world: World):
    return world.organisation("Hospital")


@pytest.fixture
def nora(world: World, hospital):
    return world.seat(hospital, "navigator")


def found(by, **more) -> list[str]:
    return [client.full_name for client in queries.find_people(by, Filters(**more)).rows]


def test_a_person_is_registered_in_ones_own_name_and_recorded(world: World, nora) -> None:
    with world.as_(nora):
        client = actions.register(by=nora, person=ANA, identity=IdentityFacts(gender="woman"))
        assert (client.recorded_by_id, client.phone) == (nora.organisation_id, "+13055550123")
        assert client.identity.gender == "woman"
        act = Act.objects.get()
    assert (act.sentence, act.client_id) == ("registered a person served", client.pk)


def test_identity_that_is_left_unsaid_leaves_no_row(world: World, nora) -> None:
    with world.as_(nora):
        actions.register(by=nora, person=ANA, identity=IdentityFacts())
        assert not ClientIdentity.objects.exists()


@pytest.mark.parametrize("role", ["convenor", "viewer", "analyst"])
def test_only_who_may_register_does(world: World, hospital, role: str) -> None:
    actor = world.seat(hospital, role)
    with world.as_(actor), pytest.raises(NotAllowed):
        actions.register(by=actor, person=ANA)


def test_a_form_number_that_is_taken_by_somebody_unseen_is_refused(world: World, nora) -> None:
    stranger = world.client(world.organisation())
    with world.as_(nora), pytest.raises(Refused, match="used before"):
        actions.register(by=nora, person=ANA, submission=stranger.pk)


def test_only_what_changed_is_written_and_said(world: World, nora) -> None:
    with world.as_(nora):
        client = actions.register(by=nora, person=ANA)
        changed = Person(**{**ANA.__dict__, "family_name": "Muñoz", "language": "es"})
        actions.edit_client(by=nora, client=client, person=changed, identity=IdentityFacts(veteran=False))
        actions.edit_client(by=nora, client=client, person=changed, identity=IdentityFacts(veteran=False))
        acts = [act.sentence for act in Act.objects.filter(kind="client.edited")]
    assert acts == ["changed what is known of a person served: family name, language, identity"]


def test_another_organisations_person_is_not_changed(world: World, nora) -> None:
    client = world.client(world.organisation())
    with world.as_(nora), pytest.raises(NotAllowed):
        actions.edit_client(by=nora, client=client, person=ANA)


@pytest.mark.parametrize(
    "words",
    ["ana", "MUNOZ", "muñoz ana", "oneill", "O'Neill", "mar mun", "3055550123", "(305) 555-0123", "+1 305 555 0123",
     "1980-03-12", "3/12/1980", "Ana@Example.org"],
)  # fmt: skip
def test_people_are_found_by_what_one_knows_of_them(world: World, nora, words: str) -> None:
    with world.as_(nora):
        actions.register(by=nora, person=Person(**{**ANA.__dict__, "email": "ana@example.org"}))
        actions.register(by=nora, person=Person("Bob", "Smith", birth_date=date(1980, 12, 3)))
        assert found(nora, words=words) == ["Ana María Muñoz-O’Neill"]
        assert found(nora, words="zz " + words if "@" not in words else "zz@example.org") == []


def test_keys_follow_changes_and_are_seen_as_the_person_is(world: World, hospital, nora) -> None:
    pantry = world.organisation()
    volunteer = world.seat(pantry, "intake_worker")
    with world.as_(nora):
        client = actions.register(by=nora, person=ANA)
        actions.edit_client(by=nora, client=client, person=Person("Zoë", "Muñoz"))
        assert (found(nora, words="ana"), found(nora, words="zoe")) == ([], ["Zoë Muñoz"])
    with world.as_(volunteer):
        assert not ClientKey.objects.exists()
    world.sharing(hospital, pantry)
    world.consent(client, pantry)
    with world.as_(volunteer):
        assert found(volunteer, words="zoe") == ["Zoë Muñoz"]
        assert queries.find_people(volunteer, Filters(words="zo")).own_only, (
            "two letters search one's own only"
        )
        assert found(volunteer, words="zo") == []
        assert found(volunteer, whose="ours") == [] and found(volunteer, whose="others") == ["Zoë Muñoz"]


def test_keys_cannot_be_written_by_hand(world: World, nora) -> None:
    client = world.client(world.organisation())
    with world.as_(nora), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        connection.cursor().execute(
            "insert into clients_clientkey (client_id, alliance_id, recorded_by_id, key) values (%s, %s, %s, 'w:x')",
            [client.pk, nora.alliance_id, nora.organisation_id],
        )


def test_pages_are_in_the_order_of_names_and_lose_nobody(world: World, hospital, nora) -> None:
    for name in ("Zed", "Álvarez", "Baker", "Alvarez", "Chen", "baker"):
        world.client(hospital, given_name="Ana", family_name=name)
    with world.as_(nora):
        names, after = [], None
        while True:
            page = queries.find_people(nora, Filters(after=after), size=2)
            names += [client.family_name for client in page.rows]
            if (after := page.following) is None:
                break
    assert [name.lower().replace("á", "a") for name in names] == [
        "alvarez",
        "alvarez",
        "baker",
        "baker",
        "chen",
        "zed",
    ]
    assert len(set(names)) == 6


def test_filters_by_need_and_language(world: World, hospital, nora) -> None:
    hungry, other = (
        world.client(hospital, given_name="A", family_name="Hungry", language="vi"),
        world.client(hospital, given_name="B", family_name="Other"),
    )
    world.need(hungry, NeedDomain.FOOD)
    world.need(other, NeedDomain.FOOD, status="resolved", closed_at=timezone.now())
    with world.as_(nora):
        assert found(nora, need="food") == ["A Hungry"]
        assert found(nora, need="food", words="other") == []
        assert found(nora, language="vi") == ["A Hungry"]
        assert found(nora, language="vi", after=uuid4()) == ["A Hungry"], "an old link begins anew"


def test_likely_duplicates_only_among_people_in_sight(world: World, hospital, nora) -> None:
    pantry = world.organisation()
    mine = world.client(hospital, given_name="Roberto", family_name="Lopez", birth_date=date(1980, 3, 12))
    theirs = world.client(pantry, given_name="Bob", family_name="López", birth_date=date(1980, 12, 3))
    typed = Facts("Robert", "Lopez", birth_date=date(1980, 12, 3))
    with world.as_(nora):
        assert [one.client for one in queries.likely_duplicates(nora, typed)] == [mine]
        assert queries.likely_duplicates(nora, typed, but=mine.pk) == []
    world.sharing(hospital, pantry)
    world.consent(theirs, network=True)
    with world.as_(nora):
        assert [one.client for one in queries.likely_duplicates(nora, typed)] == [theirs, mine]


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (Facts("Lopez", "Ana"), Person("Ana", "López")),
        (Facts("Peggy", "Lee", phone="3055550123"), Person("Margaret", "Lee", phone="+13055550132")),
        (
            Facts("Jon", "Smyth", birth_date=date(1980, 3, 12)),
            Person("John", "Smith", birth_date=date(1980, 3, 21)),
        ),
        (Facts("Ann", "Bee", email="X@Example.org"), Person("Anna", "Bee", email="x@example.org")),
    ],
)
def test_candidates_are_found_by_each_kind_of_key(world: World, nora, typed, known) -> None:
    with world.as_(nora):
        client = actions.register(by=nora, person=known)
        assert [one.client for one in queries.likely_duplicates(nora, typed)] == [client]


def test_a_need_moves_by_the_table_with_its_history(world: World, hospital, nora) -> None:
    client = world.client(hospital)
    with world.as_(nora):
        need = actions.record_need(by=nora, client=client, domain=NeedDomain.HIV_CARE, note=" soon ")
        assert (need.category, need.note) == ("hiv", "soon")
        with pytest.raises(Conflict):
            actions.record_need(by=nora, client=client, domain=NeedDomain.HIV_CARE)
        need = actions.change_need(by=nora, need=need, status=NeedStatus.RESOLVED)
        assert need.closed_at is not None
        with pytest.raises(Refused, match="Say why"):
            actions.change_need(by=nora, need=need, status=NeedStatus.OPEN)
        actions.record_need(by=nora, client=client, domain=NeedDomain.HIV_CARE)
        with pytest.raises(Conflict, match="recorded anew"):
            actions.change_need(by=nora, need=need, status=NeedStatus.OPEN, reason="Came back")
        (_, old) = queries.needs_of(client)
        assert [change.status for change in old.changes] == ["resolved"]


def test_a_receiver_records_needs_of_its_own_and_changes_nobody_elses(world: World, hospital, nora) -> None:
    pantry = world.organisation()
    volunteer = world.seat(pantry, "intake_worker")
    client = world.client(hospital)
    need = world.need(client, NeedDomain.FOOD)
    with world.as_(volunteer), pytest.raises(Refused, match="do not see"):
        actions.record_need(by=volunteer, client=client, domain=NeedDomain.FOOD)
    world.sharing(hospital, pantry)
    world.consent(client, network=True)
    with world.as_(volunteer):
        actions.record_need(by=volunteer, client=client, domain=NeedDomain.FOOD)
        with pytest.raises(NotAllowed):
            actions.change_need(by=volunteer, need=need, status=NeedStatus.RESOLVED)
    with world.as_(nora):
        assert Need.objects.count() == 2


def keys_of(by, world: World) -> set[str]:
    with world.as_(by):
        return {item.key.split(":")[0] for item in attention(by, timezone.now())}


def test_an_urgent_need_without_a_referral_needs_somebody_after_three_days(
    world: World, hospital, nora
) -> None:
    client = world.client(hospital)
    long_ago = timezone.now() - timedelta(days=3, minutes=1)
    world.need(client, NeedDomain.FOOD, urgency="urgent")
    world.need(client, NeedDomain.TRANSPORT, urgency="soon", created_at=long_ago)
    assert keys_of(nora, world) == set()
    need = world.need(client, NeedDomain.UTILITIES, urgency="urgent", created_at=long_ago)
    assert keys_of(nora, world) == {"urgent-need"}
    with world.as_(nora):
        assert found(nora, only="urgent") == [client.full_name]
        actions.change_need(by=nora, need=need, status=NeedStatus.OPEN, urgency=Urgency.SOON)
    assert keys_of(nora, world) == set()


def test_a_consent_about_to_lapse_needs_somebody_while_something_is_needed(
    world: World, hospital, nora
) -> None:
    client = world.client(hospital)
    world.consent(client, network=True, until=timezone.now() + timedelta(days=29))
    assert keys_of(nora, world) == set(), "nothing is needed"
    world.need(client, NeedDomain.FOOD)
    assert keys_of(nora, world) == {"consent-lapsing"}
    assert keys_of(world.seat(hospital, "viewer"), world) == set()
    with world.as_(nora):
        assert found(nora, only="lapsing") == [client.full_name]
    world.consent(client, network=True, until=timezone.now() + timedelta(days=365))
    assert keys_of(nora, world) == set(), "it has been renewed"


def test_bulk_rows_get_their_keys(world: World, hospital, nora) -> None:
    with maintenance():
        Client.objects.bulk_create(
            Client(alliance=world.alliance, recorded_by=hospital, given_name=f"N{n}", family_name="Bulk")
            for n in range(3)
        )
    with world.as_(nora):
        assert len(found(nora, words="bulk")) == 3
