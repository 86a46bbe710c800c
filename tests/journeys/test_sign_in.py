"""Ways to sign in that only a real browser can walk: a passkey, and single sign-on across two sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commonweal.access.models import Person
from commonweal.database.identity import maintenance
from tests.factories import World
from tests.factories.chromium import launched
from tests.factories.house import house
from tests.factories.issuer import Issuer
from tests.factories.world import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


@pytest.fixture
def person() -> Person:
    world = World()
    actor = world.seat(world.organisation("Harvest Pantry"), "navigator")
    with maintenance():
        return Person.objects.get(pk=actor.person_id)


@pytest.fixture
def visitor(person: Person, chromium: None, settings) -> Iterator[object]:
    """Somebody before a browser that shows the first page; whatever the page complains of fails the test."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    complaints: list[str] = []
    with house() as address, launched() as browser:
        page = browser.new_context(base_url=address).new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
        )
        yield page
    assert complaints == []


def test_a_passkey_is_added_and_signs_in(visitor, person: Person) -> None:
    page = visitor
    wires = page.context.new_cdp_session(page)
    wires.send("WebAuthn.enable")
    wires.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    page.goto("/sign-in/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/")
    page.goto("/account/")
    page.get_by_role("link", name="Second step: authenticator app, passkeys, recovery codes").click()
    page.get_by_role("link", name="Add a passkey").click()
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button[type=submit]").first.click()
    page.fill("input[name=name]", "My laptop")
    page.get_by_label("Passwordless").check()
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.goto("/sign-in/2fa/webauthn/")
    assert page.get_by_text("My laptop").is_visible()
    page.goto("/sign-in/logout/")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/sign-in/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto("/partners/")
    assert page.get_by_role("heading", level=1).inner_text() == "Partners"


def test_single_sign_on_crosses_to_another_site_and_back(visitor, person: Person, settings) -> None:
    """Our own policy keeps forms at home, and browsers hold redirects to it."""
    page = visitor
    with Issuer() as issuer:
        issuer.person = {"sub": "1", "email": person.email, "email_verified": True}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [issuer.app()]}
        }
        page.goto("/partners/")
        page.get_by_role("button", name="Sign in by Harbor County").click()
        page.wait_for_url("**/partners/")
    assert page.get_by_role("heading", level=1).inner_text() == "Partners"
    assert "/authorize" in issuer.asked
