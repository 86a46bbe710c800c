"""Members, seats and invitations: who may give what, what ends with what, and what a link is worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import DatabaseError

from commonweal.access import NotAllowed, Refused
from commonweal.access.actor import NOBODY
from commonweal.access.models import Person
from commonweal.access.rules import Conflict
from commonweal.agreements.models import Agreement
from commonweal.agreements.rules import Status
from commonweal.audit.models import Act
from commonweal.clients.models import Client
from commonweal.database import clock
from commonweal.database.identity import NOBODY as NO_IDENTITY
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.partners import actions, queries
from commonweal.partners.models import Alliance, Invitation, Membership, Organisation, Seat
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def convenor(world: World):
    return world.seat(world.organisation("Office"), "convenor")


def secret_in(message: mail.EmailMessage) -> str:
    return message.body.split("/invitation/")[1].split("/")[0]


def invite(world: World, by, organisation, capture, *roles: str, email: str = "new@example.org") -> str:
    with capture(execute=True), world.as_(by):
        actions.invite(by=by, organisation=organisation, email=email, name="New Person", roles=set(roles))
    return secret_in(mail.outbox[-1])


def test_an_invitation_gives_its_seat_once(world, convenor, django_capture_on_commit_callbacks) -> None:
    pantry = world.organisation("Pantry")
    secret = invite(world, convenor, pantry, django_capture_on_commit_callbacks, "partner_lead")
    assert mail.outbox[-1].to == ["new@example.org"]
    with maintenance():
        assert secret.encode() not in bytes(Invitation.objects.get().secret_digest)
        person = Person.objects.create_user("New@Example.org", "correct horse battery", name="New")
        stranger = Person.objects.create_user("other@example.org", "correct horse battery", name="Other")
    with acting(NO_IDENTITY):
        with pytest.raises(Refused, match="another address"):
            actions.accept(secret=secret, person=stranger)
        with pytest.raises(Refused):
            actions.accept(secret="guessed", person=person)
        seat = actions.accept(secret=secret, person=person)
        with pytest.raises(Refused, match="used"):
            actions.accept(secret=secret, person=person)
    with maintenance():
        assert (seat.organisation, seat.roles, seat.purposes) == (pantry, ["partner_lead"], ["care"])
        act = Act.objects.get(kind="seat.taken")
        assert (act.person_id, act.alliance_id) == (person.pk, world.alliance.pk)


def test_an_expired_or_withdrawn_link_is_worth_nothing(
    world, convenor, django_capture_on_commit_callbacks
) -> None:
    pantry = world.organisation()
    secret = invite(world, convenor, pantry, django_capture_on_commit_callbacks, "viewer")
    with maintenance():
        person = Person.objects.create_user("new@example.org", "correct horse battery", name="New")
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with acting(NO_IDENTITY), pytest.raises(Refused):
        actions.accept(secret=secret, person=person)
    with django_capture_on_commit_callbacks(execute=True), world.as_(convenor):
        actions.send_again(by=convenor, invitation=queries.open_invitations(convenor).get())
    fresh = secret_in(mail.outbox[-1])
    assert fresh != secret
    with world.as_(convenor):
        actions.withdraw_invitation(by=convenor, invitation=queries.open_invitations(convenor).get())
        with pytest.raises(Conflict):
            actions.withdraw_invitation(by=convenor, invitation=Invitation.objects.get())
    for each in (secret, fresh):
        with acting(NO_IDENTITY), pytest.raises(Refused):
            actions.accept(secret=each, person=person)


def test_nobody_reads_invitations_but_those_who_give_seats(
    world, convenor, django_capture_on_commit_callbacks
) -> None:
    pantry = world.organisation()
    invite(world, convenor, pantry, django_capture_on_commit_callbacks, "viewer")
    for actor, seen in (
        (world.seat(pantry, "partner_lead"), 1),
        (world.seat(pantry, "navigator"), 0),
        (world.seat(world.organisation(), "partner_lead"), 0),
    ):
        with world.as_(actor):
            assert Invitation.objects.count() == seen


def test_inviting_twice_or_somebody_who_sits_there(
    world, convenor, django_capture_on_commit_callbacks
) -> None:
    pantry = world.organisation()
    invite(world, convenor, pantry, django_capture_on_commit_callbacks, "viewer")
    with pytest.raises(Conflict, match="invited already"):
        invite(world, convenor, pantry, django_capture_on_commit_callbacks, "viewer", email="NEW@example.org")
    lead = world.seat(pantry, "partner_lead")
    with maintenance():
        email = Person.objects.get(pk=lead.person_id).email
    with pytest.raises(Conflict, match="sits for this organisation"):
        invite(world, convenor, pantry, django_capture_on_commit_callbacks, "viewer", email=email)


def test_which_seats_who_gives(world: World, convenor) -> None:
    pantry, shelter = world.organisation("Pantry"), world.organisation("Shelter")
    lead = world.seat(pantry, "partner_lead")
    person = _person(world.seat(shelter, "viewer"))
    with world.as_(lead):
        actions.give_seat(by=lead, organisation=pantry, person=person, roles={"navigator"})
        with pytest.raises(Refused, match="Only a convenor"):
            actions.give_seat(by=lead, organisation=pantry, person=person, roles={"convenor"})
        with pytest.raises(Refused, match="to themselves"):
            actions.give_seat(by=lead, organisation=pantry, person=_person(lead), roles={"analyst"})
        with pytest.raises(NotAllowed):
            actions.give_seat(by=lead, organisation=shelter, person=person, roles={"viewer"})
        with pytest.raises(Refused, match="no role called"):
            actions.give_seat(by=lead, organisation=pantry, person=person, roles={"emperor"})
        with pytest.raises(Refused, match="at least one role"):
            actions.give_seat(by=lead, organisation=pantry, person=person, roles=set())
    with world.as_(convenor):
        with pytest.raises(Refused, match="lead of its own"):
            actions.give_seat(by=convenor, organisation=pantry, person=person, roles={"navigator"})
        actions.give_seat(by=convenor, organisation=pantry, person=person, roles={"board_member"})
        actions.give_seat(by=convenor, organisation=shelter, person=person, roles={"partner_lead"})
        with pytest.raises(Refused, match="to themselves"):
            actions.give_seat(by=convenor, organisation=shelter, person=_person(convenor), roles={"viewer"})


def test_the_database_refuses_seats_that_the_actions_refuse(world: World, convenor) -> None:
    pantry = world.organisation()
    lead = world.seat(pantry, "partner_lead")
    operator = _operator()
    person = _person(world.seat(pantry, "viewer"))

    def seat(**facts):
        given = {"alliance": world.alliance, "organisation": pantry, "person": person, "roles": ["viewer"]}
        return Seat.objects.create(period=(clock.now() + timedelta(days=9), None), **(given | facts))

    tries = (
        (Identity(lead.person_id, lead.seat_id), {"roles": ["convenor"]}),
        (Identity(lead.person_id, lead.seat_id), {"person_id": lead.person_id, "person": _person(lead)}),
        (Identity(convenor.person_id, convenor.seat_id), {"person": _person(convenor)}),
        (Identity(convenor.person_id, convenor.seat_id), {"organisation": world.organisation(member=False)}),
        (Identity(operator.pk), {"person": operator, "roles": ["navigator"]}),
        (Identity(operator.pk), {}),
        (NO_IDENTITY, {}),
    )
    for identity, facts in tries:
        facts.pop("person_id", None)
        with acting(identity), pytest.raises(DatabaseError), transaction.atomic():
            seat(**facts)


def test_changing_roles_keeps_who_sat_when(world: World) -> None:
    pantry = world.organisation()
    lead, navigator = world.seat(pantry, "partner_lead"), world.seat(pantry, "navigator")
    with world.as_(lead):
        actions.give_seat(
            by=lead, organisation=pantry, person=_person(navigator), roles={"viewer"}, title="Guest"
        )
        seats = list(queries.all_seats(lead).filter(person_id=navigator.person_id).order_by("period"))
    assert [seat.roles for seat in seats] == [["navigator"], ["viewer"]]
    assert seats[0].ends == seats[1].starts
    assert seats[1].purposes == []


def test_ending_a_seat_closes_what_it_showed(world: World, convenor) -> None:
    pantry = world.organisation()
    lead, navigator = world.seat(pantry, "partner_lead"), world.seat(pantry, "navigator")
    world.client(pantry)
    with world.as_(navigator):
        assert Client.objects.count() == 1
        seat = Seat.objects.get(pk=navigator.seat_id)
    with world.as_(world.seat(world.organisation(), "partner_lead")) as _, pytest.raises(NotAllowed):
        actions.end_seat(by=world.seat(world.organisation(), "partner_lead"), seat=seat, reason="no")
    with world.as_(lead):
        actions.end_seat(by=lead, seat=seat, reason="left")
        with pytest.raises(Refused, match="already ended"):
            actions.end_seat(by=lead, seat=seat, reason="twice")
    with world.as_(navigator):
        assert Client.objects.count() == 0
    with world.as_(convenor), pytest.raises(Refused, match="last convenor"):
        actions.end_seat(by=convenor, seat=Seat.objects.get(pk=convenor.seat_id), reason="tired")


def test_one_ends_ones_own_seat(world: World) -> None:
    viewer = world.seat(world.organisation(), "viewer")
    with world.as_(viewer):
        actions.end_seat(by=viewer, seat=Seat.objects.get(pk=viewer.seat_id), reason="I move on")
    with world.as_(viewer):
        assert not Organisation.objects.exists()


def test_the_end_of_a_membership_ends_all_that_rests_on_it(
    world: World, convenor, django_capture_on_commit_callbacks
) -> None:
    hospital, pantry, shelter = (world.organisation(name) for name in ("Hospital", "Pantry", "Shelter"))
    both = world.sharing(hospital, pantry)
    three = world.sharing(hospital, pantry, shelter)
    lead, volunteer = world.seat(pantry, "partner_lead"), world.seat(shelter, "navigator")
    world.consent(world.client(hospital), network=True)
    secret = invite(world, lead, pantry, django_capture_on_commit_callbacks, "navigator")
    with world.as_(lead):
        assert Client.objects.count() == 1
    with world.as_(convenor):
        actions.end_membership(by=convenor, organisation=pantry, reason="it closed its doors")
        with pytest.raises(Conflict, match="not a member"):
            actions.end_membership(by=convenor, organisation=pantry, reason="twice")
        assert Agreement.objects.get(pk=both.pk).status(clock.now()) is Status.ENDED
        rest = Agreement.objects.get(pk=three.pk)
        assert rest.status(clock.now()) is Status.IN_FORCE
        assert rest.current_parties() == {hospital.pk, shelter.pk}
    with world.as_(lead):
        assert Client.objects.count() == 0
    with world.as_(volunteer):
        assert Client.objects.count() == 1
    with maintenance():
        person = Person.objects.create_user("new@example.org", "correct horse battery", name="New")
    with acting(NO_IDENTITY), pytest.raises(Refused):
        actions.accept(secret=secret, person=person)
    with world.as_(convenor):
        actions.bring_in(by=convenor, organisation=pantry)
        assert Membership.objects.filter(organisation=pantry).count() == 2
    with world.as_(lead):
        assert Client.objects.count() == 0, "a new membership brings no old seat back"


def test_who_brings_partners_in(world: World, convenor) -> None:
    lead = world.seat(world.organisation(), "partner_lead")
    facts = {"name": "Keys Home", "sector": "housing"}
    with world.as_(lead), pytest.raises(NotAllowed):
        actions.introduce(by=lead, **facts)
    with world.as_(convenor):
        organisation = actions.introduce(by=convenor, **facts)
        assert organisation in queries.members(convenor)
        with pytest.raises(Refused, match="known already"):
            actions.introduce(by=convenor, **facts | {"name": " keys home "})
        with pytest.raises(Conflict, match="member of the alliance already"):
            actions.bring_in(by=convenor, organisation=organisation)
        own = Organisation.objects.get(pk=convenor.organisation_id)
        with pytest.raises(Refused, match="You act for"):
            actions.end_membership(by=convenor, organisation=own, reason="oops")


def test_profiles_and_sites_are_changed_by_their_own_and_the_convenor(world: World, convenor) -> None:
    pantry = world.organisation()
    lead, other = world.seat(pantry, "partner_lead"), world.seat(world.organisation(), "partner_lead")
    with world.as_(other):
        with pytest.raises(NotAllowed):
            actions.edit_profile(by=other, organisation=pantry, mission="ours")
        with pytest.raises(NotAllowed):
            actions.add_site(by=other, organisation=pantry, name="Ours")
        assert Organisation.objects.filter(pk=pantry.pk).update(mission="ours") == 0
    with world.as_(lead):
        actions.edit_profile(by=lead, organisation=pantry, mission="Nobody goes hungry.", values="")
        actions.edit_profile(by=lead, organisation=pantry, mission="Nobody goes hungry.")
        site = actions.add_site(by=lead, organisation=pantry, name="Depot", latitude=25.7, longitude=-80.2)
        actions.change_site(by=lead, site=site, name="Depot East")
    with world.as_(convenor):
        acts = list(
            Act.objects.filter(organisation_id=pantry.pk).values_list("kind", flat=True).order_by("number")
        )
        assert acts == ["partner.changed", "site.added", "site.changed"]
        assert Act.objects.get(kind="partner.changed").details["fields"] == "mission"
        actions.remove_site(by=convenor, site=site)
        assert not queries.sites(convenor).exists()


def test_the_operator_opens_an_alliance_and_sees_nobodys_records(
    world: World, django_capture_on_commit_callbacks
) -> None:
    operator = queries.actor_for(_operator(), None)
    facts = {"area": "A county", "timezone": "America/Chicago", "organisation": "Office of the new one"}
    facts |= {"convenor_name": "Con Venor", "convenor_email": "con@example.org"}
    with django_capture_on_commit_callbacks(execute=True), acting(Identity(operator.person_id)):
        alliance = actions.open_alliance(by=operator, name="New alliance", **facts)
        with pytest.raises(Refused, match="of this name"):
            actions.open_alliance(by=operator, name="New alliance", **facts)
        act = Act.objects.get(kind="alliance.opened")
        assert act.alliance_id is None
        assert not Client.objects.exists()
    with maintenance():
        person = Person.objects.create_user("con@example.org", "correct horse battery", name="Con Venor")
    with acting(NO_IDENTITY):
        seat = actions.accept(secret=secret_in(mail.outbox[-1]), person=person)
    assert (seat.alliance_id, seat.roles) == (alliance.pk, ["convenor"])
    with world.as_(world.seat(world.organisation(), "convenor")) as _:
        pass
    convenor = world.seat(world.organisation(), "convenor")
    with world.as_(convenor), pytest.raises(NotAllowed):
        actions.open_alliance(by=convenor, name="Mine", **facts)
    with pytest.raises(NotAllowed):
        actions.open_alliance(by=NOBODY, name="Mine", **facts)


def test_the_operator_invites_nobody_into_an_organisation(world: World) -> None:
    person = _operator()
    with acting(Identity(person.pk)), pytest.raises(DatabaseError), transaction.atomic():
        Invitation.objects.create(
            alliance=world.alliance,
            organisation=world.organisation(),
            email="x@example.org",
            name="X",
            roles=["navigator"],
            secret_digest=b"x" * 32,
            expires_at=clock.now(),
        )


def test_whether_anybody_answers_referrals(world: World) -> None:
    pantry = world.organisation()
    viewer = world.seat(pantry, "viewer")
    with world.as_(viewer):
        assert not queries.has_answering_seat(pantry.pk)
    world.seat(pantry, "intake_worker", ends=clock.now())
    with world.as_(viewer):
        assert not queries.has_answering_seat(pantry.pk)
    world.seat(pantry, "intake_worker")
    with world.as_(viewer):
        assert queries.has_answering_seat(pantry.pk)


def test_an_alliance_is_changed_by_its_convenor(world: World, convenor) -> None:
    other = World("Other")
    with world.as_(convenor):
        actions.change_alliance(by=convenor, alliance=world.alliance, purpose="Nobody falls through.")
        with pytest.raises(Refused, match="of this name"):
            actions.change_alliance(by=convenor, alliance=world.alliance, name=other.alliance.name)
        assert Alliance.objects.get().purpose == "Nobody falls through."
        with pytest.raises(NotAllowed):
            actions.change_alliance(by=convenor, alliance=other.alliance, name="Taken over")


def _person(actor) -> Person:
    with maintenance():
        return Person.objects.get(pk=actor.person_id)


def _operator() -> Person:
    with maintenance(), connection.cursor():
        return Person.objects.create_superuser("operator@example.org", "correct horse battery", name="Op")
