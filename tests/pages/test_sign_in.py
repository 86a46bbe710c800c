"""Signing in: by password, with a second step, by single sign-on; lockout, idleness, and what is recorded."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from commonweal.access.models import Person
from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from tests.factories import World
from tests.factories.browsers import text
from tests.factories.world import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/sign-in/login/"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def person(world: World) -> Person:
    actor = world.seat(world.organisation("Harvest Pantry"), "navigator")
    with maintenance():
        return Person.objects.get(pk=actor.person_id)


def sign_in(client: Client, person: Person, password: str = PASSWORD):
    return client.post(LOGIN, {"login": person.email, "password": password})


def recorded() -> list[str]:
    with maintenance():
        return [act.sentence for act in Act.objects.filter(alliance_id=None).order_by("number")]


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_password_signs_in_and_both_ends_are_recorded(person: Person) -> None:
    client = Client()
    page = client.get(LOGIN)
    assert "People come here by invitation" in text(page)
    assert "sign up" not in text(page).lower()
    assert sign_in(client, person).url == "/"
    assert client.get("/partners/").status_code == 200
    assert client.post("/sign-in/logout/").status_code == 302
    assert client.get("/partners/").status_code == 302
    assert recorded()[-2:] == ["signed in with a password", "signed out"]


def test_capitals_in_the_address_do_not_matter(person: Person) -> None:
    assert Client().post(LOGIN, {"login": person.email.upper(), "password": PASSWORD}).status_code == 302


def test_too_many_attempts_wait_and_nobody_else_does(world: World, person: Person) -> None:
    client = Client()
    for _ in range(6):
        assert "do not belong together" in text(sign_in(client, person, "wrong"))
    answer = text(sign_in(client, person))
    assert "Wait five minutes, then try again" in answer
    assert "nothing is locked for good" in answer
    failures = [line for line in recorded() if "could not sign in" in line]
    assert len(failures) == 7
    assert failures[-1].endswith("too many attempts")
    other = world.seat(world.organisation(), "viewer")
    with maintenance():
        colleague = Person.objects.get(pk=other.person_id)
    assert sign_in(Client(), colleague).status_code == 302


def test_attempts_are_counted_where_every_process_sees_them(person: Person) -> None:
    def counted() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from shared_cache where expires > now()")
            return int(cursor.fetchone()[0])

    assert counted() == 0
    sign_in(Client(), person, "wrong")
    assert counted() > 0
    assert not getattr(caches["default"], "_cache", None), "nothing of it is this process's own"


def test_the_wait_ends_by_itself(person: Person, monkeypatch) -> None:
    import time

    client = Client()
    for _ in range(7):
        sign_in(client, person, "wrong")
    later = time.time() + 301
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: later)
    assert sign_in(client, person).status_code == 302


def test_an_unknown_address_reads_like_a_wrong_password(person: Person) -> None:
    unknown = Client().post(LOGIN, {"login": "nobody@example.org", "password": "x"})
    assert text(unknown).count("do not belong together") == text(sign_in(Client(), person, "x")).count(
        "do not belong together"
    )


@pytest.mark.parametrize(
    "bad", ["", "\x00", "' or 1=1 --", "a@" + "b" * 5000, "<script>alert(1)</script>@x.org"]
)
def test_hostile_addresses(bad: str) -> None:
    answer = Client().post(LOGIN, {"login": bad, "password": "x" * 5000})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_nobody_signs_up_or_changes_their_address(person: Person) -> None:
    client = Client()
    assert "By invitation only" in text(client.get("/sign-in/signup/"))
    before = Person.objects.count()
    client.post("/sign-in/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert Person.objects.count() == before
    sign_in(client, person)
    assert client.get("/sign-in/email/").status_code == 404
    assert client.post("/sign-in/email/", {"action_add": "", "email": "y@example.org"}).status_code == 404


def test_a_forgotten_password_is_set_anew_by_e_mail(person: Person) -> None:
    client = Client()
    client.post("/sign-in/password/reset/", {"email": person.email})
    path = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)
    form = client.get(path, follow=True)
    new = "copper lantern wandering"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert sign_in(Client(), person, new).status_code == 302
    assert "changed their password by a link in an e-mail" in recorded()


@pytest.mark.usefixtures("contexts")
def test_an_app_as_second_step_and_recovery_codes(person: Person, django_capture_on_commit_callbacks) -> None:
    client = Client()
    sign_in(client, person)
    asked = client.get("/sign-in/2fa/totp/activate/")
    assert asked.url.startswith("/sign-in/reauthenticate/"), "whoever finds an open browser changes nothing"
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert client.post(asked.url, {"password": PASSWORD}).url == "/sign-in/2fa/totp/activate/"
    page = client.get("/sign-in/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert b"data:image/svg+xml" in page.content
    assert client.post("/sign-in/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/sign-in/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    codes = client.get("/sign-in/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    assert any("second step" in line for line in recorded())
    again = Client()
    assert sign_in(again, person).url.startswith("/sign-in/2fa/authenticate/")
    assert again.get("/partners/").status_code == 302, "the password alone opens nothing"
    assert again.post("/sign-in/2fa/authenticate/", {"code": "123"}).status_code == 200
    assert again.post("/sign-in/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert again.get("/partners/").status_code == 200
    third = Client()
    sign_in(third, person)
    assert third.post("/sign-in/2fa/authenticate/", {"code": codes[0]}).status_code == 200, (
        "a code works once"
    )


PAGES = [
    "/sign-in/login/",
    "/sign-in/signup/",
    "/sign-in/password/reset/",
    "/sign-in/password/reset/done/",
    "/sign-in/inactive/",
]
MINE = [
    "/sign-in/password/change/",
    "/sign-in/2fa/",
    "/sign-in/2fa/totp/activate/",
    "/sign-in/2fa/webauthn/",
    "/sign-in/2fa/webauthn/add/",
    "/sign-in/reauthenticate/",
    "/sign-in/logout/",
    "/sign-in/3rdparty/",
]


@pytest.mark.parametrize("path", PAGES + MINE)
def test_every_page_has_our_look_and_nothing_inline(person: Person, path: str) -> None:
    client = Client()
    if path in MINE:
        sign_in(client, person)
        client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "components/commonweal.css" in page
    assert page.count("<h1") == 1
    assert re.search(r"<h1>\s*\S", page)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)
    for attributes in re.findall(r"<script([^>]*)>", page):
        assert "src=" in attributes or 'type="application/json"' in attributes, (
            "only data may stand in the page"
        )


def test_single_sign_on_appears_where_it_is_set(settings, client: Client) -> None:
    assert "Sign in by" not in text(client.get(LOGIN))
    app = {
        "provider_id": "single-sign-on",
        "name": "Harbor County",
        "client_id": "commonweal",
        "secret": "s",
        "settings": {"server_url": "https://id.example.org"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    page = text(client.get(LOGIN))
    assert "Sign in by Harbor County" in page
    assert "/sign-in/oidc/single-sign-on/login/" in page


def test_the_settings_make_single_sign_on_from_the_environment() -> None:
    import json
    import os
    import subprocess
    import sys

    asked = (
        "import json; from commonweal.web import settings as s;"
        "print(json.dumps(s.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']))"
    )
    given = os.environ | {
        "COMMONWEAL_OIDC_SERVER": "https://id.example.org",
        "COMMONWEAL_OIDC_NAME": "County",
    }
    with_server, without = (
        json.loads(
            subprocess.run([sys.executable, "-c", asked], env=env, check=True, capture_output=True).stdout
        )
        for env in (given, {key: value for key, value in given.items() if key != "COMMONWEAL_OIDC_SERVER"})
    )
    assert with_server[0]["settings"]["server_url"] == "https://id.example.org"
    assert without == []


def test_a_session_ends_when_idle_and_lives_while_it_is_used(person: Person, settings) -> None:
    client = Client()
    sign_in(client, person)
    client.get("/partners/")
    session = Session.objects.get()
    first = session.expire_date
    client.get("/partners/")
    assert Session.objects.get().expire_date == first, "not written at each request"
    stored = client.session
    stored["touched"] = stored["touched"] - settings.SESSION_COOKIE_AGE / 10
    stored.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=5))
    client.get("/partners/")
    left = Session.objects.get().expire_date - timezone.now()
    assert left > timedelta(seconds=settings.SESSION_COOKIE_AGE * 0.9)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/partners/").url.startswith(LOGIN)


def test_somebody_who_was_put_out_of_use_cannot_sign_in(person: Person) -> None:
    with maintenance():
        Person.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    sign_in(client, person)
    assert client.get("/partners/").status_code == 302
