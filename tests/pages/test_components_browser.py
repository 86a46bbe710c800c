"""The page parts in a real browser: accessibility, phone width, keyboard, what is typed, what changes live.

No server: the browser's requests are answered here, with the content security policy of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from commonweal.components import views
from commonweal.database import clock
from commonweal.helm.search import Found, Hit
from commonweal.web.middleware import HeadersMiddleware
from tests.factories.chromium import CHROMIUM, launched
from tests.pages.component_pages import ACTOR, NAVIGATION, gallery, get

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed, so no page can be opened"),
]
HOME = "http://commonweal.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LINE_DROPPED = "[object Event]"
"""What HTMX logs when a stream of live changes ends; it opens it again."""
Answers = dict[str, Callable[[str], str]]
WIDTHS = {"phone": (360, 740), "desk": (1280, 860)}


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with launched() as browser:
        yield browser


@pytest.fixture
def answers() -> Answers:
    """What each address answers; a test may put its own."""
    return {
        "/gallery/": gallery,
        "/gallery/entry/": lambda query: views.entry(get(), 3).content.decode(),
        "/gallery/errors/500/": lambda query: views.error(get(), 500).content.decode(),
    }


@pytest.fixture
def live() -> list[str]:
    """What the stream of live changes says when it is opened, last entry first."""
    return []


@pytest.fixture
def visit(chromium, answers, live, monkeypatch) -> Iterator[Callable[..., object]]:
    """Opens a page of a width and scheme; fails the test if the page complained of anything."""
    monkeypatch.setattr("commonweal.web.context.navigation", lambda by, path: NAVIGATION)
    complaints: list[str] = []
    contexts = []

    def answer(route) -> None:
        path = urlsplit(route.request.url).path
        query = urlsplit(route.request.url).query
        if path.startswith("/static/"):
            file = Path(finders.find(path.removeprefix("/static/")))
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            return
        page = next(
            (answers[known] for known in sorted(answers, key=len, reverse=True) if path.startswith(known)),
            None,
        )
        if path == "/live/":
            route.fulfill(body=live.pop() if live else "retry: 60000\n\n", content_type="text/event-stream")
            return
        if page is None:
            route.fulfill(status=404, body="")
            return
        route.fulfill(
            body=page(f"?{query}" if query else ""),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": HeadersMiddleware.POLICY},
        )

    def go(path: str = "/gallery/", width: str = "desk", scheme: str = "light", **options: object):
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = chromium.new_context(viewport=size, color_scheme=scheme, **options)
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{HOME}{path}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert [said for said in complaints if said != LINE_DROPPED] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_nobody_is_kept_out(visit, width, scheme) -> None:
    """axe-core finds nothing, with all tables of charts open."""
    from axe_playwright_python.sync_playwright import Axe

    page = visit(width=width, scheme=scheme, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('.chart details').forEach(el => { el.open = true; })")
    # axe adds a style sheet to read colours, which the policy of the page would refuse.
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", ["/gallery/", "/gallery/entry/3/", "/gallery/errors/500/"])
def test_no_page_is_wider_than_a_phone(visit, path) -> None:
    page = visit(path, width="phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_targets_are_large_enough_for_a_thumb(visit) -> None:
    page = visit(width="phone", has_touch=True)
    small = page.evaluate(
        """[...document.querySelectorAll('.button, .bar > a, .bar summary, .field input[type=text], .choice')]
        .filter(el => el.offsetParent && !el.classList.contains('visually-hidden'))
        .filter(el => el.getBoundingClientRect().height < 43.5).map(el => el.outerHTML)"""
    )
    assert small == []


def test_the_pages_of_a_phone_open_without_scripts(visit) -> None:
    page = visit(width="phone", java_script_enabled=False)
    assert not page.locator(".sheet").is_visible()
    page.locator(".bar summary").click()
    assert page.locator(".sheet a", has_text="Referrals").is_visible()


def test_the_keyboard_finds_skip_link_and_table(visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page"
    summary = page.locator("#charts summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#charts table").first.is_visible()


def test_what_is_typed_outlives_a_reload_and_an_error(visit) -> None:
    page = visit()
    page.fill("#id_name", "Maria")
    page.fill("#id_story", "Two children, no car.")
    page.check("#id_need_1")
    page.locator("#intake [data-kept]", has_text="kept").wait_for()
    page.reload()
    assert page.input_value("#id_name") == "Maria"
    assert page.is_checked("#id_need_1")
    assert "brought back" in page.inner_text("#intake [data-kept]")
    # The form is sent, and the answer is an error page: nothing arrived.
    page.evaluate("document.getElementById('intake').dispatchEvent(new Event('submit', {bubbles: true}))")
    page.goto(f"{HOME}/gallery/errors/500/")
    page.goto(f"{HOME}/gallery/")
    assert page.input_value("#id_story") == "Two children, no car."


def test_the_last_letter_before_leaving_is_kept_too(visit) -> None:
    """Keeping waits for a pause in the typing; leaving does not wait for it."""
    page = visit()
    page.evaluate(
        """() => {
        const field = document.getElementById("id_name");
        field.value = "Maria";
        field.dispatchEvent(new Event("input", {bubbles: true}));
        location.reload();
    }"""
    )
    page.locator("#intake [data-kept]", has_text="brought back").wait_for()
    assert page.input_value("#id_name") == "Maria"


def test_what_arrived_is_forgotten_and_another_person_never_sees_it(visit, answers) -> None:
    page = visit()
    page.fill("#id_name", "Maria")
    page.locator("#intake [data-kept]", has_text="kept").wait_for()
    plain, answers["/gallery/"] = (
        answers["/gallery/"],
        lambda q: gallery(q).replace('"Dana Okafor"', '"Sam Reyes"'),
    )
    page.reload()
    assert page.input_value("#id_name") == ""
    answers["/gallery/"] = plain
    page.reload()
    assert page.input_value("#id_name") == ""
    page.fill("#id_name", "Maria")
    page.evaluate("document.getElementById('intake').dispatchEvent(new Event('submit', {bubbles: true}))")
    page.goto(f"{HOME}/gallery/entry/3/")
    kept = page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('kept:'))")
    assert kept == []


def test_details_open_beside_the_list_on_a_wide_screen_only(visit) -> None:
    page = visit()
    link = page.locator("#referrals tbody th a").first
    link.click()
    pane = page.locator("#referrals .beside")
    pane.locator("h2").wait_for()
    assert page.url.endswith("/gallery/")
    assert page.locator("h1").count() == 1
    assert page.locator("#referrals tr[aria-current]").count() == 1
    page.keyboard.press("Escape")
    assert pane.inner_html() == ""
    assert page.evaluate("document.activeElement.closest('tr') !== null")
    narrow = visit(width="phone")
    narrow.locator("#referrals tbody th a").first.click()
    narrow.wait_for_url("**/gallery/entry/**")


LIST = """<!doctype html><html lang="en"><title>t</title>{head}
<body data-actor=""><main id="page"><div id="inbox" data-live="referrals"><ul>{items}</ul></div></main></body></html>"""
ITEM = "<li data-row='{n}'><label>Row {n} <input name='n{n}'></label><p>line</p><p>line</p><p>line</p></li>"
ITEMS = [ITEM.format(n=n) for n in range(30)]


def listed(items: list[str]) -> str:
    return LIST.format(head=render_to_string("components/head.html"), items="".join(items))


@pytest.fixture
def inbox(visit, answers):
    answers["/inbox/"] = lambda query: listed(ITEMS)

    def renewed(page, items: list[str]) -> None:
        answers["/inbox/"] = lambda query: listed(items)
        page.evaluate("window.commonweal.renew(document.getElementById('inbox'))")

    return visit("/inbox/"), renewed


def test_a_live_change_comes_in_and_never_moves_what_one_reads(inbox) -> None:
    page, renewed = inbox
    page.locator("[data-row='12']").scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.querySelector(\"[data-row='12']\").offsetTop - 100)")
    before = page.locator("[data-row='12']").bounding_box()["y"]
    renewed(page, ["<li data-row='99'>New one<p>line</p></li>", *ITEMS])
    page.locator("[data-row='99']").wait_for(state="attached")
    assert page.locator("[data-row='12']").bounding_box()["y"] == pytest.approx(before, abs=1.5)
    assert "(1)" in page.locator(".live-note").inner_text()
    assert page.locator("[data-row='99']").evaluate("el => el.classList.contains('is-new')")


def test_what_one_types_into_stays_though_its_row_changed_or_went(inbox) -> None:
    page, renewed = inbox
    page.fill("[name=n3]", "half a sentence")
    renewed(page, [ITEMS[0], ITEMS[1].replace("Row 1", "Row one"), *ITEMS[4:]])
    page.get_by_text("Row one").wait_for()
    assert page.input_value("[name=n3]") == "half a sentence"
    assert page.locator("[data-row='3']").evaluate("el => el.classList.contains('is-gone')")
    assert page.locator("[data-row='2']").count() == 0


def test_an_event_from_the_server_renews_the_list_that_listens(visit, answers, live) -> None:
    answers["/inbox/"] = lambda query: listed(ITEMS[:2]).replace(
        "<body ", '<body hx-ext="sse" sse-connect="/live/" '
    )
    live += ["event: referrals\ndata: referrals\n\n", "retry: 10\nevent: ready\ndata: ready\n\n"]
    page = visit("/inbox/")
    page.get_by_text("Row 1").wait_for()
    answers["/inbox/"] = lambda query: listed(ITEMS[:3])
    page.get_by_text("Row 2").wait_for()


def test_a_page_without_sign_in_asks_anew_by_itself(visit, answers) -> None:
    def shown(text: str) -> str:
        return listed([]).replace("<ul></ul>", text).replace("data-live=", "data-live-every='1' data-was=")

    answers["/inbox/"] = lambda query: shown("Waits")
    page = visit("/inbox/")
    page.get_by_text("Waits").wait_for()
    answers["/inbox/"] = lambda query: shown("Withdrawn")
    page.get_by_text("Withdrawn").wait_for(timeout=5000)


def test_a_list_that_was_empty_fills(inbox) -> None:
    page, renewed = inbox
    page.evaluate("document.getElementById('inbox').innerHTML = '<p>Nothing yet</p>'")
    renewed(page, ITEMS[:2])
    page.locator("[data-row='1']").wait_for()
    assert page.locator("text=Nothing yet").count() == 0


def test_the_search_is_one_key_away(visit, answers) -> None:
    form = '<form class="search" role="search"><input id="search" aria-label="Search"></form></header>'
    answers["/gallery/"] = lambda query: gallery(query).replace("</header>", form, 1)
    page = visit()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("a/b")
    assert page.input_value("#search") == "a/b"


def test_a_page_prints_without_its_frame(visit) -> None:
    page = visit()
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".side", ".top", ".bar", ".table-tools"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator(".print-only").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_the_keyboard_goes_from_any_page_to_another_by_its_name(visit, answers) -> None:
    seated = replace(ACTOR, seat_id=UUID(int=2))
    found = [Found("Pages", [Hit("Conflicts", "/conflicts/"), Hit("Conferences", "/conferences/")], False)]

    def without_a_database(page: Callable[[], str]) -> Callable[[str], str]:
        def made(_query: str) -> str:
            with clock.standing_at(datetime(2026, 5, 4, tzinfo=UTC)):
                return page()

        return made

    answers["/any/"] = without_a_database(lambda: views.gallery(get(actor=seated)).content.decode())
    answers["/search/"] = without_a_database(
        lambda: render_to_string("helm/search.html", {"words": "conf", "found": found}, get(actor=seated))
    )
    answers["/conflicts/"] = lambda query: "<h1>Conflicts</h1>"
    page = visit("/any/")
    page.keyboard.press("Control+k")
    page.keyboard.type("conf")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{HOME}/search/?q=conf")
    for key, name in (("ArrowDown", "Conflicts"), ("ArrowDown", "Conferences"), ("ArrowUp", "Conflicts")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Enter")
    page.wait_for_url(f"{HOME}/conflicts/")


ACTS = """<!doctype html><html lang="en"><title>t</title>{head}
<body data-actor=""><main id="page">
<div id="acts" data-live="referrals" data-whole>{acts}</div><input id="elsewhere" aria-label="e">
</main></body></html>"""
ANSWER = (
    "<form><input type='hidden' name='csrfmiddlewaretoken' value='{token}'><details><summary>Why</summary>"
    "<textarea name='why' aria-label='Why'></textarea></details><button>{act}</button></form>"
)


def test_what_one_can_do_next_is_renewed_but_never_taken_from_ones_hands(visit, answers) -> None:
    def shown(act: str, token: str) -> None:
        acts = ANSWER.format(act=act, token=token)
        answers["/inbox/"] = lambda query: ACTS.format(
            head=render_to_string("components/head.html"), acts=acts
        )

    shown("Accept", "one")
    page = visit("/inbox/")
    renew = "window.commonweal.renew(document.getElementById('acts'))"
    page.evaluate("document.querySelector('#acts form').mark = true")
    page.get_by_text("Why").click()
    page.evaluate("document.activeElement.blur()")
    shown("Accept", "two")
    page.evaluate(renew)
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('#acts form').mark"), (
        "a new token and an open fold are no change"
    )

    page.fill("textarea[name=why]", "half a sentence")
    shown("Begin work", "three")
    page.evaluate(renew)
    page.wait_for_timeout(300)
    assert page.input_value("textarea[name=why]") == "half a sentence"
    assert page.get_by_role("button", name="Accept").count() == 1
    page.fill("textarea[name=why]", "")
    page.focus("#elsewhere")
    page.get_by_role("button", name="Begin work").wait_for()


def test_a_server_that_could_not_listen_for_a_while_is_asked_for_everything(visit, answers, live) -> None:
    answers["/inbox/"] = lambda query: listed(ITEMS[:2]).replace(
        "<body ", '<body hx-ext="sse" sse-connect="/live/" '
    )
    ready = "event: ready\ndata: ready\n\n"
    live += [f"retry: 60000\n{ready}{ready}"]
    page = visit("/inbox/")
    answers["/inbox/"] = lambda query: listed(ITEMS[:3])
    page.get_by_text("Row 2").wait_for()
