"""Strangers on the public website: what they see, what they can do, and what a mail scanner cannot."""

from __future__ import annotations

import gettext
import html
import json
import re
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from commonweal.communications import due, export, tokens
from commonweal.communications.actions import gatherings, planning, site
from commonweal.communications.models import (
    Event,
    FeedbackForm,
    Notice,
    Page,
    Publication,
    Registration,
    Response,
    Subscription,
)
from commonweal.database import clock
from commonweal.database.identity import Identity, acting, maintenance
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Address, Location, ServiceAtLocation
from commonweal.evidence.measures.catalogue import MEASURES
from commonweal.partners.rules import Sector
from commonweal.performance.models import Series, Version
from tests.factories.browsers import signed_in
from tests.factories.communications import PLAIN, Voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def voice() -> Voice:
    return Voice().opened()


def path(voice: Voice, name: str, *more: object, language: str = "en") -> str:
    return reverse(f"site:{name}", args=[voice.site.slug, language, *more])


def links(message: object) -> list[str]:
    return [
        one.removeprefix("http://127.0.0.1:8000")
        for one in re.findall(r"http://127\.0\.0\.1:8000\S+", message.body)
    ]


def test_no_cookie_no_script_and_the_language_asked_for(voice: Voice) -> None:
    browser = Client()
    entrance = browser.get(
        reverse("site:entrance", args=[voice.site.slug]), headers={"accept-language": "es-MX,en;q=0.5"}
    )
    assert entrance.url == path(voice, "home", language="es")
    answer = browser.get(entrance.url)
    assert "Ayudamos a la gente" in answer.content.decode() and 'lang="es"' in answer.content.decode()
    assert not browser.cookies and "Set-Cookie" not in answer.headers
    assert "<script" not in answer.content.decode() and " style=" not in answer.content.decode()
    browser.post(path(voice, "subscribe"), {"email": "ana@example.org"})
    assert not browser.cookies, "not even after a form"


def test_drafts_removed_pages_and_other_alliances_do_not_show(voice: Voice) -> None:
    other = Voice().opened()
    other.page("elsewhere", en=PLAIN)
    with voice.world.as_(voice.office):
        draft = site.add_page(by=voice.office, slug="secret")
        site.save_draft(
            by=voice.office, page=draft, language="en", revision=0, title="Secret", body="Secret words."
        )
    for browser in (Client(), signed_in(voice.office), signed_in(other.office)):
        assert browser.get(path(voice, "page", "secret")).status_code == 404
        assert browser.get(path(voice, "page", "elsewhere")).status_code == 404
        assert "Secret" not in browser.get(path(voice, "home")).content.decode()
    with maintenance():
        voice.site.published_at = None
        voice.site.save()
    assert Client().get(path(voice, "home")).status_code == 404


def test_nobody_sees_rows_without_visiting_a_site(voice: Voice) -> None:
    with acting(Identity()):
        assert (
            not Page.objects.exists()
            and not Publication.objects.exists()
            and not Subscription.objects.exists()
        )


def test_a_removed_page_says_so_or_leads_on_and_those_that_link_to_it_are_named(voice: Voice) -> None:
    about, news = (
        voice.page("about", en=PLAIN),
        voice.page("news-one", kind="news", en=f"{PLAIN} [About](page:about)"),
    )
    office = signed_in(voice.office)
    asked = office.get(reverse("communications:remove-page", args=[about.pk])).content.decode()
    assert "Title news-one en" in asked, "the page that links to it is named before"
    with voice.world.as_(voice.office):
        site.remove_page(by=voice.office, page=about, reason="It was old.")
    gone = Client().get(path(voice, "page", "about"))
    assert gone.status_code == 410 and "It was old." in gone.content.decode()
    assert "Links to pages that are gone" in office.get(reverse("communications:site")).content.decode()
    with voice.world.as_(voice.office):
        site.bring_back(by=voice.office, page=about)
        site.remove_page(by=voice.office, page=about, reason="Moved.", moved_to=news)
    answer = Client().get(path(voice, "page", "about"))
    assert answer.status_code == 301 and answer.url == path(voice, "page", "news-one")


def test_only_released_figures_reach_the_public_with_what_was_suppressed_left_out(voice: Voice) -> None:
    months = [
        [f"2026-{m:02}-01", f"2026-{m:02}-28", 20 + m, 200, 10 + m / 2, False, 3, False] for m in range(1, 9)
    ]
    months[7] = ["2026-08-01", "2026-08-28", None, None, None, True, 3, False]
    with maintenance():
        version = Version.objects.create(
            alliance=voice.world.alliance, number=1, published_by="N", published_for="N", fingerprint="f",
            first="2026-01-01", last="2026-08-01",
        )  # fmt: skip
        for measure in ("no_show_rate", "got_help_rate"):
            Series.objects.create(
                version=version, measure=measure, group_by="all", group="all", points=months
            )
            Series.objects.create(
                version=version,
                measure=measure,
                group_by="all",
                group="all",
                points=months,
                organisation=voice.clinic,
            )
    assert "No-show" not in Client().get(path(voice, "goals")).content.decode()
    with voice.world.as_(voice.office):
        planning.release_figure(by=voice.office, measure="no_show_rate")
    voice.page("figures", en="Now {{figure:no_show_rate}} are missed.\n\n{{chart:no_show_rate}}")
    said = Client().get(path(voice, "page", "figures")).content.decode()
    assert re.search(r"13\.5.%\s+\(July 2026\)", said), "the last figure that may be shown, with its month"
    assert "<svg" in said
    page = Client().get(path(voice, "goals")).content.decode()
    assert page.count("<figure") == 1, "the other measure was not released"
    with voice.world.as_(voice.office):
        row = site.add_page(by=voice.office, slug="more")
        draft = site.save_draft(
            by=voice.office,
            page=row,
            language="en",
            revision=0,
            title="More",
            body="{{figure:got_help_rate}}",
        )
        with pytest.raises(Exception, match="has not been released"):
            site.publish(by=voice.office, page=row, language="en", revision=draft.revision)


def test_where_people_hide_is_not_said_and_the_rest_is_found(voice: Voice) -> None:
    for name, need, street in (
        ("Shelter", NeedDomain.INTIMATE_PARTNER_VIOLENCE, "9 Hidden Lane"),
        ("Pantry", NeedDomain.FOOD, "3 Open Road"),
    ):
        service = voice.world.service(voice.clinic, need, name=name)
        with maintenance():
            facts = {"alliance": voice.world.alliance}
            place = Location.objects.create(name=name, **facts)
            Address.objects.create(location=place, address_1=street, city="Laurel", **facts)
            ServiceAtLocation.objects.create(service=service, location=place, **facts)
    said = Client().get(path(voice, "services")).content.decode()
    assert "Shelter" in said and "Hidden Lane" not in said and "3 Open Road" in said
    food = Client().get(path(voice, "services") + "?need=food&words=pantry").content.decode()
    assert "Pantry" in food and "Shelter" not in food
    hostile = Client().get(
        path(voice, "services"), {"words": "'; drop table x; --\0<b>", "need": "x", "page": "-9"}
    )
    assert hostile.status_code == 200 and "<b>" not in hostile.content.decode()


def test_double_opt_in_and_leaving_by_button_or_one_click_never_by_a_scanner(voice: Voice) -> None:
    stranger = Client(enforce_csrf_checks=True)
    with connection.cursor():
        mail.outbox.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda act, **_: act())
        for _ in range(2):
            answer = stranger.post(
                path(voice, "subscribe", language="es"), {"email": "Ana@Example.org", "interests": "food"}
            )
            assert "Mire su correo" in answer.content.decode()
    assert len(mail.outbox) == 1, "asking again does not fill somebody's mailbox"
    with maintenance():
        row = Subscription.objects.get()
    assert (row.email, row.interests, row.confirmed_at) == ("ana@example.org", ["food"], None)
    (confirm,) = {one for one in links(mail.outbox[0]) if "confirm" in one}
    stranger.get(confirm)
    stranger.head(confirm)
    with maintenance():
        assert Subscription.objects.get().confirmed_at is None, (
            "a scanner that opens the link confirms nothing"
        )
    stranger.post(confirm)
    leave = reverse("site:unsubscribe", args=[voice.site.slug, tokens.sign(tokens.LEAVE, row.pk)])
    assert stranger.get(leave).status_code == 200
    with maintenance():
        row = Subscription.objects.get()
        assert row.confirmed_at is not None and row.ended_at is None
    for _ in range(2):
        answer = stranger.post(
            leave, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
    with maintenance():
        assert Subscription.objects.get().ended_how == "unsubscribed"
    assert stranger.post(leave[:-6] + "forged/").status_code == 404


@pytest.mark.usefixtures("contexts")
def test_places_waiting_list_and_moving_up(voice: Voice) -> None:
    event = voice.event(places=2)
    page = path(voice, "event", event.slug)
    stranger = Client()
    said = [
        stranger.post(page, {"name": name, "email": f"{name}@example.org"}).content.decode()
        for name in ("ana", "ben", "cy")
    ]
    assert "You have a place" in said[0] and "You have a place" in said[1] and "waiting list" in said[2]
    assert "All places are taken" in stranger.get(page).content.decode()
    bad = stranger.post(page, {"name": "", "email": "no address", "needs": "Kept <b>words</b>"})
    assert bad.status_code == 422 and "Kept &lt;b&gt;words&lt;/b&gt;" in bad.content.decode()
    with maintenance():
        first = Registration.objects.get(email="ana@example.org")
    link = reverse("site:registration", args=[tokens.sign(tokens.REGISTRATION, first.pk)])
    stranger.get(link)
    with maintenance():
        assert Registration.objects.filter(cancelled_at=None).count() == 3, "looking changes nothing"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda act, **_: act())
        mail.outbox.clear()
        stranger.post(link)
    assert [message.to for message in mail.outbox] == [["cy@example.org"]], "the next one is told"
    seen = signed_in(voice.office).get(reverse("communications:event", args=[event.pk]))
    assert [one.name for one in seen.context["divided"].placed] == ["ben", "cy"]
    viewer = signed_in(voice.viewer).get(reverse("communications:event", args=[event.pk])).content.decode()
    assert "ben@example.org" not in viewer and "2 of 2 places taken" in viewer


def test_a_calendar_file_keeps_its_hour_over_daylight_saving(voice: Voice) -> None:
    with maintenance():
        for slug, day in (("before", "2027-03-11T23:00Z"), ("after", "2027-03-18T22:00Z")):
            Event.objects.create(
                alliance=voice.world.alliance, kind="forum", slug=slug, starts=day, ends=day.replace("0Z", "9Z"),
                texts={"en": {"title": slug}}, registration_until=day, published_at=clock.now(),
            )  # fmt: skip
    made = icalendar.Calendar.from_ical(Client().get(path(voice, "events-calendar")).content)
    starts = {str(one["summary"]): one.decoded("dtstart") for one in made.walk("VEVENT")}
    assert {(name, at.hour) for name, at in starts.items()} == {("before", 18), ("after", 18)}
    assert made.walk("VTIMEZONE"), "the file says what its time zone is"


def test_a_flood_is_held_back_and_nobody_is_locked_out(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonweal.communications.views.site.taking_part.PER_MINUTE", 3)
    monkeypatch.setattr("commonweal.communications.views.site.taking_part.PER_HOUR", 6)
    with maintenance():
        form = FeedbackForm.objects.create(
            alliance=voice.world.alliance, slug="tell-us", texts={"en": {"title": "Tell us"}}, published_at=clock.now(),
            questions=[{"key": "words", "kind": "text", "names": {"en": "What?"}, "choices": []}],
        )  # fmt: skip
    page = path(voice, "form", "tell-us")
    long = "The bus does not come when it should come."
    for _ in range(5):
        assert Client().post(page, {"words": long}).status_code == 200
    with maintenance():
        assert Response.objects.count() == 1, "the same words sent five times are one answer"
    for number in range(5):
        assert Client().post(page, {"words": f"{long} {number}"}).status_code == 200
    refused = Client().post(page, {"words": f"{long} <i>last</i>"})
    assert refused.status_code == 429 and "&lt;i&gt;last&lt;/i&gt;" in refused.content.decode(), (
        "what was typed is kept"
    )
    with maintenance():
        assert Response.objects.filter(form=form).count() == 6
        assert Response.objects.filter(held=True).count() == 3, (
            "beyond the minute's limit kept, and set apart"
        )
    assert Client().get(page).status_code == 200


def test_reminders_and_digests_go_out_once(voice: Voice) -> None:
    event = voice.event(in_days=1)
    with maintenance():
        for name in ("ana", "ben"):
            Registration.objects.create(
                alliance=voice.world.alliance, event=event, name=name, email=f"{name}@example.org", language="en",
                registered_at=clock.now(),
            )  # fmt: skip
        Notice.objects.create(
            alliance=voice.world.alliance,
            person_id=voice.lead.person_id,
            kind="mention",
            said="You",
            url="/x/",
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda act, **_: act())
        patch.setattr("commonweal.communications.rules.notices.is_due", lambda *_: True)
        mail.outbox.clear()
        assert [due.remind(), due.remind()] == [2, 0]
        assert [due.tell_people(), due.tell_people()] == [1, 0]
    assert len(mail.outbox) == 3


def test_the_outcome_stands_on_the_page(voice: Voice) -> None:
    event = voice.event()
    with maintenance():
        event.starts, event.ends = clock.now() - timedelta(days=9), clock.now() - timedelta(days=8)
        event.registration_until = event.starts
        event.save()
    with voice.world.as_(voice.lead):
        gatherings.tell_outcome(by=voice.lead, event=event, outcome="A **pantry** on Saturdays.")
    assert "<strong>pantry</strong>" in Client().get(path(voice, "event", event.slug)).content.decode()


def test_feed_sitemap_and_static_files(voice: Voice, tmp_path: Path) -> None:
    voice.page("first-news", kind="news", en=f"{PLAIN} [Home](page:home)", es="Hola a todos.")
    voice.event()
    feed = Client().get(path(voice, "feed"))
    assert (
        feed["Content-Type"].startswith("application/atom+xml")
        and "Title first-news en" in feed.content.decode()
    )
    sitemap = Client().get(reverse("site:sitemap", args=[voice.site.slug])).content.decode()
    assert (
        f"{path(voice, 'page', 'first-news', language='es')}</loc>" in sitemap and 'hreflang="es"' in sitemap
    )
    count = export.write(tmp_path, voice.site.slug)
    files = {str(one.relative_to(tmp_path)): one for one in tmp_path.rglob("*") if one.is_file()}
    assert count == len(files)
    home = files[f"site/{voice.site.slug}/en/index.html"].read_text()
    for to in re.findall(r'(?:href|src)="([^"#]+)"', home):
        if not to.startswith(("http", "mailto:", "tel:")):
            assert (files[f"site/{voice.site.slug}/en/index.html"].parent / to).resolve().is_file(), to
    form = files[f"site/{voice.site.slug}/en/subscribe/index.html"].read_text()
    assert 'action="http://127.0.0.1:8000/site/' in form, "forms lead to the living website"
    assert json.dumps(sorted(files)).count("commonweal.css") == 1


def test_every_link_of_the_website_leads_somewhere_in_each_language(voice: Voice) -> None:
    """Pages there are in one language only: the other language links to them where they can be read."""
    voice.page("only-english", en=f"{PLAIN} [Home](page:home)")
    voice.page("both", en=f"{PLAIN} [See](page:only-english)", es="Hola a todos. [Vea](page:only-english)")
    voice.page("first-news", kind="news", en=PLAIN)
    voice.event()
    browser, waiting, opened = Client(), [path(voice, "home", language=code) for code in ("en", "es")], {}
    while waiting:
        address = waiting.pop()
        answer = browser.get(address)
        opened[address] = answer.status_code
        assert not answer.cookies, address
        if "text/html" in answer["Content-Type"]:
            found = re.findall(r'(?:href|src)="(/site/[^"#?]+)', answer.content.decode())
            waiting += [one for one in dict.fromkeys(found) if one not in opened and one not in waiting]
    assert {one: status for one, status in opened.items() if status != 200} == {}
    assert len(opened) > 25
    spanish = browser.get(path(voice, "page", "both", language="es")).content.decode()
    assert f'href="{path(voice, "page", "only-english")}"' in spanish
    english = browser.get(path(voice, "page", "only-english")).content.decode()
    assert f'href="{path(voice, "home", language="es")}" hreflang="es"' in english
    assert (
        f'rel="alternate" hreflang="es" href="{path(voice, "page", "only-english", language="es")}"'
        not in english
    )
    missing = browser.get(path(voice, "page", "only-english", language="es"))
    assert missing.status_code == 404 and "todavía no está traducida" in missing.content.decode()
    assert path(voice, "page", "only-english") in missing.content.decode()


def test_links_to_pages_that_are_not_there_are_listed_for_those_who_write(voice: Voice) -> None:
    moved = voice.page("moved", en=PLAIN)
    voice.page("links", en=f"{PLAIN} [a](page:moved) [b](/site/{voice.site.slug}/en/moved/) [c](page:home)")
    office = signed_in(voice.office)
    with voice.world.as_(voice.office):
        goal = Page.objects.get(slug="home")
        site.remove_page(by=voice.office, page=moved, reason="Old.", moved_to=goal)
    address = reverse("communications:site")
    assert "Links to pages that are gone" not in office.get(address).content.decode(), "it leads on"
    with voice.world.as_(voice.office):
        site.bring_back(by=voice.office, page=moved)
        site.remove_page(by=voice.office, page=moved, reason="Old.")
    shown = " ".join(office.get(address).content.decode().split())
    assert "Links to pages that are gone:" in shown
    assert shown.count("moved") >= 2


CATALOGUE = Path(export.__file__).parent / "locale" / "es_MX" / "LC_MESSAGES"


def entries() -> dict[str, str]:
    """What the Spanish catalogue of the website says, as it is written."""
    text = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', text, re.MULTILINE))


def test_the_spanish_catalogue_is_whole_and_compiled() -> None:
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    said = {one.replace('\\"', '"'): told.replace('\\"', '"') for one, told in entries().items()}
    assert {one: compiled.gettext(one) for one in said} == said, "msgfmt -o django.mo django.po"
    needed = {one.title for one in MEASURES.values()} | {one.unit for one in MEASURES.values()} - {"$"}
    needed |= {sector.title for sector in Sector} | {label for _value, label in NeedDomain.choices()}
    assert needed - set(said) == set()
    assert all(
        sorted(re.findall(r"%\(\w+\)s", one)) == sorted(re.findall(r"%\(\w+\)s", told))
        for one, told in said.items()
    )


def test_the_spanish_website_says_nothing_of_its_own_in_english(voice: Voice) -> None:
    with maintenance():
        version = Version.objects.create(
            alliance=voice.world.alliance, number=1, published_by="N", published_for="All", methods={}, fingerprint="f",
            first="2026-01-01", last="2026-06-01",
        )  # fmt: skip
        points = [
            [f"2026-{m:02}-01", f"2026-{m:02}-28", 20 + m, 200, 10 + m / 2, False, 3, False]
            for m in range(1, 7)
        ]
        Series.objects.create(
            version=version, measure="no_show_rate", group_by="all", group="all", points=points
        )
    with voice.world.as_(voice.office):
        planning.release_figure(by=voice.office, measure="no_show_rate")
    english = {one for one, told in entries().items() if one != told and len(one) > 6}
    with maintenance():
        provider = voice.world.service(voice.clinic, NeedDomain.BEHAVIOURAL_HEALTH)
    assert provider is not None
    for name in (
        "home",
        "goals",
        "partners",
        "services",
        "news",
        "events",
        "subscribe",
        "listen",
        "press",
        "archive",
    ):
        page = Client().get(path(voice, name, language="es")).content.decode()
        # What the alliance and its partners wrote in their own language says so.
        page = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
        words = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "|", page)))
        found = {one for one in english if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", words)}
        assert found == set(), name
    goals = Client().get(path(voice, "goals", language="es")).content.decode()
    assert "Citas perdidas" in goals and "Mostrar como tabla" in goals and "junio" in goals
