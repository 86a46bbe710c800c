"""Pages about people served, as somebody uses them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from commonweal.access.models import Person
from commonweal.audit.models import Act
from commonweal.clients.instruments import instruments
from commonweal.clients.models import Client, ClientIdentity, Consent, Need, Screening
from commonweal.database.identity import maintenance
from commonweal.directory.domains import NeedDomain
from tests.factories import World

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script>"


class Office:
    """A hospital with a navigator, signed in."""

    def __init__(self, browser) -> None:
        self.browser = browser
        self.world = World()
        self.hospital, self.pantry = self.world.organisation("Hospital"), self.world.organisation("Pantry")
        self.navigator = self.world.seat(self.hospital, "navigator")
        self.volunteer = self.world.seat(self.pantry, "intake_worker")
        self.sign_in(self.navigator)

    def sign_in(self, actor) -> None:
        self.browser.logout()
        self.browser.force_login(Person.objects.get(pk=actor.person_id))

    def get(self, name, *args, query=""):
        return self.browser.get(reverse(name, args=args) + query)

    def post(self, name, *args, query="", **data):
        return self.browser.post(reverse(name, args=args) + query, data)


@pytest.fixture
def office(client) -> Office:
    return Office(client)


PERSON = {"given_name": "María", "family_name": "García", "birth_date": "1980-03-12", "language": "es"}


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def only(model):
    with maintenance():
        return model.objects.get()


def test_registering_on_one_page(office: Office) -> None:
    assert "Register a person" in text(office.get("clients:register"))
    answer = office.post("clients:register", query="?show=all", go="save", **PERSON, phone="(305) 555-0123")
    client = only(Client)
    assert answer.headers["Location"] == reverse("clients:show", args=[client.pk])
    assert (client.phone, client.recorded_by_id) == ("+13055550123", office.hospital.pk)
    page = text(office.get("clients:show", client.pk))
    assert "María García" in page
    with maintenance():
        assert not ClientIdentity.objects.exists(), "nothing was said about identity"


def test_registering_one_question_at_a_time_loses_nothing(office: Office) -> None:
    first = text(office.get("clients:register", query="?show=steps"))
    assert "Step 1 of 6" in first and 'type="date"' not in first
    typed = {"language": "en", "given_name": "Ana", "family_name": HOSTILE, "step": "1"}
    second = text(office.post("clients:register", query="?show=steps", go="next", **typed))
    assert "Step 2 of 6" in second and 'value="Ana"' in second and HOSTILE not in second
    wrong = text(
        office.post(
            "clients:register",
            query="?show=steps",
            go="next",
            **typed | {"step": "2", "birth_date": "1899-01-01"},
        )
    )
    assert "Step 2 of 6" in wrong and "before 1900" in wrong and 'value="Ana"' in wrong
    back = text(office.post("clients:register", query="?show=steps", go="back", **typed | {"step": "2"}))
    assert "Step 1 of 6" in back
    typed |= {"step": "6", "race_ethnicity": ["black", "white"], "veteran": "no"}
    answer = office.post("clients:register", query="?show=steps", go="save", **typed)
    assert answer.status_code == 302
    assert only(ClientIdentity).race_ethnicity == ["black", "white"]


def test_a_phone_gets_steps(office: Office) -> None:
    page = office.browser.get(
        reverse("clients:register"), headers={"user-agent": "Mozilla/5.0 (Android) Mobile"}
    )
    assert "Step 1 of 6" in text(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"given_name": "", "family_name": " "}, "at least one name"),
        ({"birth_date": "2100-01-01"}, "in the future"),
        ({"birth_date": "1899-12-31"}, "before 1900"),
        ({"given_name": "x" * 10_000}, "at most 120"),
        ({"email": "no address"}, "valid email"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(office: Office, typed, said) -> None:
    page = text(office.post("clients:register", query="?show=all", go="save", **PERSON | typed))
    assert said in page and "Nothing was saved yet" in page
    with maintenance():
        assert not Client.objects.exists()


@pytest.mark.parametrize("name", ["李", "Nguyễn Thị", "أحمد", "O’Brien-Łuczak", "🙂", "Ñ" * 120])
def test_names_of_the_whole_world(office: Office, name: str) -> None:
    office.post("clients:register", query="?show=all", go="save", **PERSON | {"given_name": name})
    client = only(Client)
    assert client.given_name == name
    assert name in text(office.get("clients:list", query=f"?q={name}"))


def test_a_likely_duplicate_is_shown_before_anything_is_saved(office: Office) -> None:
    known = office.world.client(
        office.hospital, given_name="Robert", family_name="García", birth_date=date(1980, 12, 3)
    )
    typed = PERSON | {"given_name": "Bob", "family_name": "Garcia"}
    page = text(office.post("clients:register", query="?show=all", go="save", **typed))
    assert "Is this person registered already?" in page
    assert "day and month exchanged" in page and "short form" in page
    assert reverse("clients:show", args=[known.pk]) in page
    form = text(office.post("clients:register", query="?show=all", go="edit", **typed))
    assert 'value="Bob"' in form
    assert office.post("clients:register", query="?show=all", anyway="1", **typed).status_code == 302
    with maintenance():
        assert Client.objects.count() == 2
        assert Act.objects.filter(kind="client.registered-anyway").get().details == {"likely": 1}


def test_a_person_out_of_sight_is_never_shown_as_a_duplicate(office: Office) -> None:
    office.world.client(office.pantry, given_name="María", family_name="García", birth_date=date(1980, 3, 12))
    assert office.post("clients:register", query="?show=all", go="save", **PERSON).status_code == 302


def test_the_same_form_twice_registers_once(office: Office) -> None:
    page = text(office.get("clients:register"))
    number = page.split('name="submission" value="')[1].split('"')[0]
    for _ in range(2):
        office.post("clients:register", query="?show=all", go="save", submission=number, **PERSON)
    assert str(only(Client).pk) == number


def test_editing_is_for_ones_own_organisation(office: Office) -> None:
    client = office.world.client(office.hospital, language="tlh")
    office.world.sharing(office.hospital, office.pantry)
    office.world.consent(client, office.pantry)
    assert 'value="tlh" selected' in text(office.get("clients:edit", client.pk))
    office.post("clients:edit", client.pk, **PERSON, gender="woman")
    assert (only(Client).family_name, only(ClientIdentity).gender) == ("García", "woman")
    office.sign_in(office.volunteer)
    assert office.get("clients:show", client.pk).status_code == 200
    assert office.get("clients:edit", client.pk).status_code == 404


def test_a_need_is_recorded_changed_and_kept_in_history(office: Office) -> None:
    client = office.world.client(office.hospital)
    office.post("clients:new-need", client.pk, domain="food", urgency="urgent", note=HOSTILE)
    twice = text(office.post("clients:new-need", client.pk, domain="food", urgency="urgent"))
    assert "already recorded as an open need" in twice
    need = only(Need)
    why = text(office.post("clients:change-need", need.pk, status="withdrawn", urgency="urgent"))
    assert "Say why" in why
    office.post("clients:change-need", need.pk, status="withdrawn", urgency="urgent", reason="Moved away")
    page = text(office.get("clients:show", client.pk))
    assert "Moved away" in page and "No longer wanted" in page and HOSTILE not in page


@pytest.mark.parametrize("how", ["all", "steps"])
def test_a_screening_is_saved_by_category_and_its_needs_are_confirmed(office: Office, how: str) -> None:
    client = office.world.client(office.hospital)
    assert "All on one page" in text(office.get("clients:screenings", client.pk))
    answers = {
        "food_worry": "often", "food_gone": "unsaid", "housing_problems": ["mold", "leaks"],
        "safety_hurt": "sometimes", "safety_insult": "sometimes", "safety_threaten": "sometimes",
        "safety_scream": "rarely",
    }  # fmt: skip
    last = str(len(instruments()["ahc_hrsn"].questions))
    assert office.get("clients:screen", client.pk, "ahc_hrsn", query=f"?show={how}").status_code == 200
    answer = office.post(
        "clients:screen", client.pk, "ahc_hrsn", query=f"?show={how}", go="save", step=last, **answers
    )
    assert answer.status_code == 302
    with maintenance():
        parts = {one.category: set(one.answers) for one in Screening.objects.all()}
    assert parts["social"] == {"food_worry", "food_gone", "housing_problems"}
    assert parts["violence"] == {key for key in answers if key.startswith("safety")}
    page = text(office.browser.get(answer.headers["Location"]))
    assert "Which of these are needs?" in page and "preferred not to answer" in page and "11 points" in page
    office.browser.post(
        answer.headers["Location"],
        {
            "food": "on",
            "food_urgency": "soon",
            "inadequate_housing_urgency": "routine",
            "intimate_partner_violence_urgency": "urgent",
        },
    )
    with maintenance():
        need = Need.objects.select_related("screening").get()
    assert (need.domain, need.urgency, need.screening.category) == ("food", "soon", "social")


def consent_terms(**more):
    return {
        "general": "on",
        "discloser": "any",
        "whom": "network",
        "purposes": ["care"],
        "how": "electronic",
    } | more


def sign(office: Office, client, terms: dict, **signature):
    page = text(office.post("clients:new-consent", client.pk, **terms))
    assert "Read this, then say yes or no" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    return page, office.post("clients:new-consent", client.pk, go="sign", seen=seen, **terms, **signature)


def test_a_consent_is_signed_on_the_page_and_its_words_are_kept(office: Office) -> None:
    client = office.world.client(office.hospital)
    office.world.sharing(office.hospital, office.pantry)
    page, answer = sign(office, client, consent_terms(), signed_name="Ana Example", agreed="on")
    assert answer.status_code == 302
    consent = only(Consent)
    for line in consent.wording.split("\n"):
        assert line.replace("'", "&#x27;") in page
    shown = text(office.get("clients:show", client.pk))
    assert "Pantry: identity, social" in shown
    assert "My name is" in text(office.get("clients:consent", consent.pk))
    office.sign_in(office.volunteer)
    assert office.get("clients:show", client.pk).status_code == 200


def test_a_sensitive_category_asks_a_yes_of_its_own(office: Office) -> None:
    client = office.world.client(office.hospital)
    soon = (timezone.now() + timedelta(days=90)).date().isoformat()
    without_end = text(
        office.post("clients:new-consent", client.pk, **consent_terms(category_hiv="on", until=""))
    )
    assert "Say until when" in without_end
    terms = consent_terms(category_hiv="on", until=soon)
    _, answer = sign(office, client, terms, signed_name="Ana", agreed="on")
    assert "say yes to this by itself" in text(answer)
    _, answer = sign(office, client, terms, signed_name="Ana", agreed="on", yes_hiv="on")
    assert answer.status_code == 302
    assert only(Consent).categories == ["hiv", "identity", "social"]


def test_a_spoken_consent_needs_a_witness_who_is_somebody_else(office: Office) -> None:
    client = office.world.client(office.hospital)
    terms = consent_terms(how="spoken")
    _, answer = sign(office, client, terms, witness_name=office.navigator.person_name, agreed="on")
    assert "somebody else" in text(answer)
    _, answer = sign(office, client, terms, witness_name="Wes Witness", agreed="on")
    assert only(Consent).witness_name == "Wes Witness"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("1900-01-01", "would end before it begins"),
        ("9999-12-31", "Check the year"),
        ("0001-01-01", "Check the year"),
        ("2100-12-31", None),
    ],
)
def test_until_what_day(office: Office, day: str, said: str | None) -> None:
    client = office.world.client(office.hospital)
    if said is not None:
        assert said in text(office.post("clients:new-consent", client.pk, **consent_terms(until=day)))
        return
    page, _ = sign(office, client, consent_terms(until=day), signed_name="Ana", agreed="on")
    assert "My yes ends on December 31, 2100." in page
    shown = text(office.get("clients:consent", only(Consent).pk))
    assert "My yes ends on December 31, 2100." in shown and "31 December 2100" in shown
    assert "1 January 2101" not in shown


def test_taken_back_from_one_it_stands_for_the_rest(office: Office) -> None:
    client = office.world.client(office.hospital)
    shelter = office.world.organisation("Shelter")
    helper = office.world.seat(shelter, "intake_worker")
    office.world.sharing(office.hospital, office.pantry, shelter)
    consent = office.world.consent(client, office.pantry, shelter)
    page = text(office.get("clients:revoke", consent.pk))
    assert "From everybody" in page and "Pantry" in page and "Shelter" in page
    office.post("clients:revoke", consent.pk, towards=str(shelter.pk), reason="")
    shown = text(office.get("clients:show", client.pk))
    assert "but no longer" in shown and "Consent taken back from Shelter" in shown
    assert "Pantry: identity, social" in shown and "Shelter: identity" not in shown
    office.sign_in(helper)
    assert office.get("clients:show", client.pk).status_code == 404
    office.sign_in(office.volunteer)
    assert office.get("clients:show", client.pk).status_code == 200


def test_words_that_changed_are_not_signed(office: Office) -> None:
    client = office.world.client(office.hospital)
    page = text(
        office.post(
            "clients:new-consent",
            client.pk,
            go="sign",
            seen="other",
            **consent_terms(),
            signed_name="A",
            agreed="on",
        )
    )
    assert "have changed" in page
    with maintenance():
        assert not Consent.objects.exists()


def test_consent_leads_back_only_within_the_site(office: Office) -> None:
    client = office.world.client(office.hospital)
    for wanted, found in [
        ("/referrals/", "/referrals/"),
        ("https://evil.example/", reverse("clients:show", args=[client.pk])),
    ]:
        _, answer = sign(office, client, consent_terms(next=wanted), signed_name="Ana", agreed="on")
        assert answer.headers["Location"] == found


def test_taking_back_at_the_other_organisation_leads_to_the_list(office: Office) -> None:
    client = office.world.client(office.hospital)
    office.world.sharing(office.hospital, office.pantry)
    consent = office.world.consent(client, network=True)
    office.sign_in(office.volunteer)
    assert "What it opened closes at once" in text(office.get("clients:revoke", consent.pk))
    answer = office.post("clients:revoke", consent.pk, towards="", reason="Changed their mind")
    assert answer.headers["Location"] == reverse("clients:list")
    assert office.get("clients:show", client.pk).status_code == 404
    assert office.get("clients:revoke", consent.pk).status_code == 404


def test_a_network_is_a_line_and_not_forty(office: Office) -> None:
    others = [office.world.organisation(f"Partner {number}") for number in range(8)]
    client = office.world.client(office.hospital)
    office.world.sharing(office.hospital, *others)
    consent = office.world.consent(client, network=True)
    names = ", ".join(one.name for one in others)
    page = text(office.get("clients:show", client.pk))
    assert page.count(f"<li>{names}: identity, social") == 1
    assert "<summary>8 organisations</summary>" in page
    assert names in text(office.get("clients:consent", consent.pk))


def test_something_hidden_is_said(office: Office) -> None:
    client = office.world.client(office.hospital)
    office.world.need(client, NeedDomain.SUBSTANCE_USE)
    office.world.sharing(office.hospital, office.pantry)
    office.world.consent(client, network=True)
    assert "may not see" not in text(office.get("clients:show", client.pk))
    office.sign_in(office.volunteer)
    page = text(office.get("clients:show", client.pk))
    assert "more about this person that you may not see" in page
    assert "Alcohol" not in page and "ubstance" not in page


def test_who_looked_can_be_printed(office: Office) -> None:
    client = office.world.client(office.hospital)
    office.get("clients:show", client.pk)
    page = text(office.get("clients:disclosures", client.pk))
    assert office.navigator.person_name in page and "looked at the person&#x27;s page" in page


def test_the_list_finds_narrows_and_downloads(office: Office) -> None:
    for given, family, language in [
        ("José", "Muñoz", "es"),
        ("Anne", "Müller", "en"),
        ("=1+1", "Cell", "en"),
    ]:
        office.world.client(office.hospital, given_name=given, family_name=family, language=language)
    assert "Muñoz" in (page := text(office.get("clients:list", query="?q=munoz+jo"))) and "Müller" not in page
    assert "Müller" not in text(office.get("clients:list", query="?language=es"))
    download = office.get("clients:list", query="?q=cell&format=csv")
    body = b"".join(download.streaming_content).decode()
    assert "'=1+1" in body and "Muñoz" not in body
    with maintenance():
        acts = Act.objects.filter(alliance_id=office.world.alliance.pk).order_by("number")
        kinds = list(acts.values_list("kind", flat=True))
    assert kinds == ["export.made", "person.viewed"]


@pytest.mark.parametrize("role", ["convenor", "board_member", "viewer"])
def test_who_sees_no_person_finds_no_page(office: Office, role: str) -> None:
    client = office.world.client(office.hospital)
    need, consent = office.world.need(client), office.world.consent(client, network=True)
    office.sign_in(office.world.seat(office.hospital, role))
    for name, *args in [
        ("list",), ("register",), ("show", client.pk), ("edit", client.pk), ("disclosures", client.pk),
        ("new-need", client.pk), ("screenings", client.pk), ("screen", client.pk, "prapare"),
        ("new-consent", client.pk), ("change-need", need.pk), ("consent", consent.pk), ("revoke", consent.pk),
    ]:  # fmt: skip
        assert office.get(f"clients:{name}", *args).status_code == 404, name


def test_pages_ask_no_more_as_rows_grow(office: Office, django_assert_max_num_queries) -> None:
    office.world.sharing(office.hospital, office.pantry)
    client = office.world.client(office.hospital)
    for domain in list(NeedDomain)[:12]:
        office.world.need(client, domain)
    for _ in range(5):
        office.world.consent(client, office.pantry)
        office.world.client(office.hospital)
    for name, *args in [
        ("list",),
        ("show", client.pk),
        ("disclosures", client.pk),
        ("new-consent", client.pk),
    ]:
        office.get(f"clients:{name}", *args)
        with django_assert_max_num_queries(15):
            assert office.get(f"clients:{name}", *args).status_code == 200
