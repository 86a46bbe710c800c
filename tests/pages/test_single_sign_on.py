"""Single sign-on, all the way to an issuer and back: who comes in, and who must not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from commonweal.access.models import Person
from commonweal.audit.models import Act
from commonweal.database.identity import maintenance
from tests.factories import World
from tests.factories.browsers import text
from tests.factories.issuer import Issuer

pytestmark = pytest.mark.django_db

LOGIN, BEGIN, BACK = (
    "/sign-in/login/",
    "/sign-in/oidc/single-sign-on/login/",
    "/sign-in/oidc/single-sign-on/login/callback/",
)


@pytest.fixture
def person() -> Person:
    world = World()
    actor = world.seat(world.organisation("Harvest Pantry"), "navigator")
    with maintenance():
        return Person.objects.get(pk=actor.person_id)


@pytest.fixture
def issuer(settings, person: Person) -> Iterator[Issuer]:
    """It knows the person by another spelling of their address."""
    with Issuer() as made:
        made.person = {"sub": "4711", "email": person.email.upper(), "email_verified": True, "name": "P"}
        use(settings, made)
        yield made


def use(settings, issuer: Issuer, **more: object) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [issuer.app(**more)]}
    }


def onward(client: Client, query: str = "") -> str:
    """The issuer's address to which the product sends the browser."""
    page = client.post(BEGIN + query)
    assert page.status_code == 200, "a browser follows no form to another site: the page must go on by itself"
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found
    return html.unescape(found[1])


def back(address: str) -> str:
    """Where the issuer sends the browser, once its own sign-in is done."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.headers["Location"].startswith("http://testserver/sign-in/oidc/")
    return answer.headers["Location"].removeprefix("http://testserver")


def is_in(client: Client) -> bool:
    return client.get("/partners/").status_code == 200


def test_somebody_known_comes_in(person: Person, issuer: Issuer) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN + "?next=/directory/")
    form = re.search(r'<form[^>]*action="([^"]*oidc[^"]*)" method="post">', page.content.decode())
    assert form
    assert client.post(BEGIN).status_code == 403, "only from our own page"
    token = client.cookies["csrftoken"].value
    page = client.post(html.unescape(form[1]), {"csrfmiddlewaretoken": token})
    address = html.unescape(re.search(r'content="0; url=([^"]+)"', page.content.decode())[1])
    assert address.startswith(issuer.address)
    assert text(page).count("&amp;") > 3 and 'class="button is-primary' in text(page), "and a link besides"
    answer = client.get(back(address))
    assert (answer.status_code, answer.url) == (302, "/directory/")
    assert is_in(client)
    with maintenance():
        said = Act.objects.filter(alliance_id=None, kind="sign-in.done").get()
        assert (said.person_id, said.sentence) == (person.pk, "signed in by single sign-on")
    again = Client()
    again.get(back(onward(again)))
    assert is_in(again), "the second time by the issuer's own name for them"


def test_nobody_is_made(issuer: Issuer) -> None:
    issuer.person = {"sub": "1", "email": "new@example.org", "email_verified": True}
    with maintenance():
        before = Person.objects.count()
    client = Client()
    assert "By invitation only" in text(client.get(back(onward(client))))
    assert not is_in(client)
    with maintenance():
        assert Person.objects.count() == before


def test_an_address_that_the_issuer_does_not_vouch_for_opens_nothing(settings, person, issuer) -> None:
    """Otherwise whoever may type an address at the issuer would be anybody here."""
    del issuer.person["email_verified"]
    client = Client()
    assert "By invitation only" in text(client.get(back(onward(client))))
    assert not is_in(client)
    use(settings, issuer, verified_email=["elsewhere.example"])
    client.get(back(onward(client)))
    assert not is_in(client)
    use(settings, issuer, verified_email=["Example.ORG"])
    client.get(back(onward(client)))
    assert is_in(client), "its domain is one that the deployment believes"


def test_the_second_step_is_asked_for_there_too(person: Person, issuer: Issuer) -> None:
    with maintenance():
        TOTP.activate(person, generate_totp_secret())
    client = Client()
    answer = client.get(back(onward(client)))
    assert answer.url.startswith("/sign-in/2fa/authenticate/")
    assert not is_in(client)


def test_somebody_put_out_of_use_stays_out(person: Person, issuer: Issuer) -> None:
    with maintenance():
        Person.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    client.get(back(onward(client)))
    assert not is_in(client)


def test_an_answer_that_was_not_asked_for_here(issuer: Issuer) -> None:
    """A link made by somebody else must not sign in who follows it."""
    stranger, victim = Client(), Client()
    address = back(onward(stranger))
    assert "did not work" in text(victim.get(address))
    assert not is_in(victim)
    stranger.get(address)
    used = Client()
    assert "did not work" in text(used.get(address)) and not is_in(used)
    for query in ("", "?code=x", "?state=x&code=y", "?error=server_error", "?state=%00&code=%00"):
        assert "did not work" in text(victim.get(BACK + query)), query


@pytest.mark.parametrize("wrong", ["token", "userinfo", "audience", "silent"])
def test_an_issuer_that_fails_is_said_plainly(issuer: Issuer, wrong: str) -> None:
    client = Client()
    address = back(onward(client))
    if wrong == "audience":
        issuer.audience = "another-client"
    elif wrong == "silent":
        issuer.close()
    else:
        issuer.refuses = wrong
    answer = client.get(address)
    assert "did not work" in text(answer) and "password" in text(answer)
    assert not is_in(client)
    if wrong == "silent":
        page = Client().post(BEGIN)
        assert page.status_code == 502 and "did not work" in text(page)


def test_leaving_the_issuers_page_is_no_error(issuer: Issuer) -> None:
    client = Client()
    state = re.search(r"state=([^&]+)", onward(client))[1]
    answer = client.get(f"{BACK}?error=access_denied&state={state}", follow=True)
    assert "You did not sign in" in text(answer)


def test_without_settings_there_is_no_such_address() -> None:
    for address in (BEGIN, BACK, "/sign-in/oidc/other/login/"):
        assert Client().get(address).status_code == 404
