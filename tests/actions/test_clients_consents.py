"""Consents: what counts as one, what it opens and to whom, and what closes when it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from commonweal.access import NotAllowed, Refused
from commonweal.access.rules import Conflict
from commonweal.agreements.signals import terms_changed
from commonweal.audit.models import Act
from commonweal.clients import actions, queries, rules
from commonweal.clients.models import Consent, Need
from commonweal.clients.signals import consent_revoked
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from tests.factories import World

pytestmark = pytest.mark.django_db

GENERAL = frozenset({"identity", "social"})


class Three:
    """A hospital that registered somebody, a pantry and a shelter, who all share with each other."""

    def __init__(self) -> None:
        self.world = World()
        self.hospital, self.pantry, self.shelter = (
            self.world.organisation(name) for name in ("Hospital", "Pantry", "Shelter")
        )
        self.navigator = self.world.seat(self.hospital, "navigator")
        self.volunteer = self.world.seat(self.pantry, "intake_worker")
        self.helper = self.world.seat(self.shelter, "intake_worker")
        self.agreement = self.world.sharing(
            self.hospital,
            self.pantry,
            self.shelter,
            categories=("identity", "social", "substance_use", "violence"),
        )
        self.client = self.world.client(self.hospital)

    def record(self, *recipients, by=None, categories=GENERAL, confirmed=None, days=None, **more) -> Consent:
        actor = by or self.navigator
        facts = {"discloser": None, "purposes": frozenset({"care"})} | more
        with self.world.as_(actor):
            return actions.record_consent(
                by=actor,
                client=self.client,
                terms=rules.Terms(
                    network=not recipients,
                    recipients=frozenset(one.pk for one in recipients),
                    categories=frozenset(categories),
                    until=timezone.now() + timedelta(days=days) if days else None,
                    **facts,
                ),
                signing=rules.Signing(
                    how=rules.How.WRITTEN,
                    wording="I agree.",
                    signed_name="Ana Example",
                    confirmed=frozenset(confirmed if confirmed is not None else categories),
                ),
            )

    def sees(self, actor) -> bool:
        with self.world.as_(actor):
            return queries.visible_clients(actor).exists()

    def revoke(self, consent: Consent, by, recipient=None) -> None:
        with self.world.as_(by):
            consent = Consent.objects.get(pk=consent.pk)
            actions.revoke_consent(
                by=by,
                consent=consent,
                recipient_id=recipient.pk if recipient else None,
                reason="Changed her mind.",
            )


@pytest.fixture
def three() -> Three:
    return Three()


def test_a_consent_opens_at_once_and_only_to_whom_it_names(three: Three) -> None:
    assert not three.sees(three.volunteer)
    three.record(three.pantry)
    assert three.sees(three.volunteer)
    assert not three.sees(three.helper)


def test_a_network_consent_opens_to_every_participant(three: Three) -> None:
    three.record()
    assert three.sees(three.volunteer) and three.sees(three.helper)


def test_revoked_towards_one_it_stays_for_the_rest(three: Three) -> None:
    for consent in (three.record(), three.record(three.pantry, three.shelter)):
        three.revoke(consent, three.navigator, three.pantry)
    assert not three.sees(three.volunteer)
    assert three.sees(three.helper)


def test_revoked_wholly_it_closes_for_all(three: Three) -> None:
    consent = three.record()
    three.revoke(consent, three.navigator)
    assert not three.sees(three.volunteer) and not three.sees(three.helper)
    with three.world.as_(three.navigator):
        consent = Consent.objects.get()
        assert (consent.revoked_at is not None, consent.revoked_reason) == (True, "Changed her mind.")


def test_the_last_name_taken_out_of_a_consent_ends_it(three: Three) -> None:
    consent = three.record(three.pantry)
    three.revoke(consent, three.navigator, three.pantry)
    with three.world.as_(three.navigator):
        assert Consent.objects.get().revoked_at is not None


def test_it_can_be_taken_back_at_any_organisation_that_sees_it(three: Three) -> None:
    consent = three.record()
    three.revoke(consent, three.volunteer)
    assert not three.sees(three.volunteer) and not three.sees(three.helper)


def test_who_does_not_see_a_consent_cannot_take_it_back(three: Three) -> None:
    consent = three.record(three.pantry)
    with three.world.as_(three.helper), pytest.raises(Conflict):
        actions.revoke_consent(by=three.helper, consent=consent)
    assert three.sees(three.volunteer)


def test_taken_back_twice_is_a_conflict(three: Three) -> None:
    consent = three.record()
    three.revoke(consent, three.navigator, three.pantry)
    with pytest.raises(Conflict):
        three.revoke(consent, three.navigator, three.pantry)
    three.revoke(consent, three.navigator)
    with pytest.raises(Conflict):
        three.revoke(consent, three.navigator)


@pytest.mark.parametrize(("by_name", "one"), [(True, True), (True, False), (False, False), (False, True)])
def test_other_rooms_hear_of_it_after_the_access_is_closed(three: Three, by_name: bool, one: bool) -> None:
    consent = three.record(*([three.pantry, three.shelter] if by_name else []))
    heard = []

    def listen(sender, *, by, client, organisations, **_):
        heard.append((client, organisations))

    consent_revoked.connect(listen)
    try:
        three.revoke(consent, three.navigator, three.pantry if one else None)
    finally:
        consent_revoked.disconnect(listen)
    everybody = {three.pantry.pk, three.shelter.pk} if by_name else None
    assert heard == [(three.client, {three.pantry.pk} if one else everybody)]


def test_sensitive_categories_never_follow_from_a_general_consent(three: Three) -> None:
    three.world.need(three.client, NeedDomain.SUBSTANCE_USE)
    three.record()
    with three.world.as_(three.volunteer):
        assert not Need.objects.exists()
    with pytest.raises(Refused, match="by itself"):
        three.record(categories=GENERAL | {"substance_use"}, confirmed=GENERAL, days=30)
    three.record(categories=GENERAL | {"substance_use"}, days=30)
    with three.world.as_(three.volunteer):
        assert Need.objects.exists()


def test_it_is_recorded_without_the_persons_name(three: Three) -> None:
    three.record(three.pantry)
    with three.world.as_(three.navigator):
        act = Act.objects.filter(client_id=three.client.pk).get()
    assert act.sentence == "recorded a consent (in writing) towards Pantry"


def test_the_same_form_twice_is_one_consent(three: Three) -> None:
    submission = "0198f0a0-0000-7000-8000-000000000001"
    terms = rules.Terms(None, True, frozenset(), GENERAL, frozenset({"care"}))
    signing = rules.Signing(rules.How.ELECTRONIC, "I agree.", signed_name="Ana")
    with three.world.as_(three.navigator):
        for _ in range(2):
            actions.record_consent(
                by=three.navigator, client=three.client, terms=terms, signing=signing, submission=submission
            )
        assert Consent.objects.count() == 1


def test_only_who_may_record_consents_does(three: Three) -> None:
    analyst = three.world.seat(three.hospital, "analyst")
    with pytest.raises(NotAllowed):
        three.record(by=analyst)


def test_may_disclose_answers_as_the_policy_does(three: Three) -> None:
    three.record(three.pantry)

    def may(recipient, category="social", purpose="care", by=three.navigator) -> bool:
        with three.world.as_(by):
            return queries.may_disclose(
                by, three.client, recipient_id=recipient.pk, category=category, purpose=purpose
            )

    assert may(three.pantry)
    assert not may(three.shelter)
    assert not may(three.pantry, category="violence")
    assert not may(three.pantry, purpose="payment")
    assert may(three.hospital, category="violence"), "one's own rows are seen by oneself"
    assert not may(three.pantry, by=three.helper), "who does not see the person learns nothing"


def test_an_agreement_that_ends_closes_what_consents_opened(three: Three) -> None:
    three.record()
    with maintenance():
        three.agreement.in_force = None
        three.agreement.version_in_force = None
        three.agreement.save()
        terms_changed.send(sender=type(three.agreement), agreement=three.agreement)
        assert not three.client.openings.filter(period__contains=timezone.now()).exists()
    assert not three.sees(three.volunteer)


def test_who_sees_names_only_what_visible_consents_open(three: Three) -> None:
    three.record(three.pantry)
    with three.world.as_(three.navigator):
        seen = queries.sight(three.client)
        seers = queries.who_sees(three.client, seen)
        (view,) = queries.consents_of(three.client, seen)
    assert [(seer.organisation, seer.categories) for seer in seers] == [("Pantry", ("identity", "social"))]
    assert [one.name for one in view.opens_to] == ["Pantry"]
    with three.world.as_(three.helper):
        assert queries.sight(three.client).opened == ()


def test_something_hidden_is_said_without_saying_what(three: Three) -> None:
    three.record()
    with three.world.as_(three.volunteer):
        assert not queries.sight(three.client).more_is_hidden
    three.world.need(three.client, NeedDomain.INTIMATE_PARTNER_VIOLENCE)
    with three.world.as_(three.volunteer):
        assert queries.sight(three.client).more_is_hidden
    with three.world.as_(three.navigator):
        assert not queries.sight(three.client).more_is_hidden
    with three.world.as_(three.world.seat(three.world.organisation(), "navigator")):
        assert not queries.sight(three.client).more_is_hidden, "a stranger does not even learn that"
