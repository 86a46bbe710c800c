"""The gallery shows every page part, and no page needs more than a strict policy allows."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from commonweal.access.actor import NOBODY
from commonweal.components import reference, status, views
from commonweal.components.attention import Attention
from commonweal.components.examples import HOSTILE
from tests.pages.component_pages import NAVIGATION, Elements, gallery, get, part

TEMPLATES = Path(views.__file__).parent / "templates"
PARTS = sorted((TEMPLATES / "cotton").glob("*.html"))
NOT_IN_GALLERY = {"live", "attention_list"}
"""A frame around others; shown with what is in it."""


@pytest.fixture
def _with_navigation(monkeypatch) -> None:
    monkeypatch.setattr("commonweal.web.context.navigation", lambda by, path: NAVIGATION)


def whole_pages() -> dict[str, str]:
    pages = {"gallery": gallery(), "filtered": gallery("?q=zzz"), "second": gallery("?page=2&sort=person")}
    pages |= {str(code): views.error(get(), code).content.decode() for code in views.ERRORS}
    pages["403_csrf"] = render_to_string("403_csrf.html")
    pages["entry"] = views.entry(get(), 3).content.decode()
    pages["confirm"] = views.confirm(get()).content.decode()
    return pages


@pytest.mark.parametrize("name", [path.stem for path in PARTS])
def test_each_part_says_what_it_is_for_and_what_it_takes(name) -> None:
    text = (TEMPLATES / "cotton" / f"{name}.html").read_text()
    said = re.match(r"\{% comment %\}(.+?)\{% endcomment %\}", text, re.S)
    assert said, "begins with a comment that documents it"
    taken = re.search(r"<c-vars ([^>]*?)/>", text)
    for attribute in re.findall(r"[\s:]([a-z_]+)=", f" {taken[1]}" if taken else ""):
        if attribute not in (
            "class",
            "type",
            "icon",
            "level",
            "keep",
            "danger",
            "open",
            "method",
            "id",
            "back_label",
        ):
            assert attribute in said[1], f"{attribute} is not explained"


def test_each_part_is_shown_in_the_gallery() -> None:
    shown = "".join(path.read_text() for path in (TEMPLATES / "gallery").glob("*.html"))
    shown += "".join(
        path.read_text() for path in TEMPLATES.glob("**/*.html") if path.parent.name != "gallery"
    )
    used = set(re.findall(r"<c-([a-z-]+)", shown))
    missing = (
        {path.stem.replace("_", "-") for path in PARTS} - used - {n.replace("_", "-") for n in NOT_IN_GALLERY}
    )
    assert not missing


@pytest.mark.usefixtures("_with_navigation")
def test_no_page_has_inline_style_or_script() -> None:
    for name, html in whole_pages().items():
        page = Elements(html)
        assert page.depth == [], name
        assert "<script>" not in html, name
        for tag, attrs in page.found:
            assert tag != "style", name
            assert tag != "script" or attrs.get("src", "").startswith("/static/"), name
            assert "style" not in attrs, (name, tag, attrs)
            assert not [a for a in attrs if a.startswith(("on", "hx-on"))], (name, attrs)
            for address in ("href", "action", "src"):
                assert not (attrs.get(address) or "").lower().startswith(("javascript:", "http:", "//")), (
                    name,
                    attrs,
                )


@pytest.mark.usefixtures("_with_navigation")
def test_each_page_has_one_title_that_is_also_the_tab() -> None:
    for name, html in whole_pages().items():
        page = Elements(html)
        assert len(page.named("h1")) == 1, name
        assert len(page.named("main")) == 1, name
        heading = re.search(r"<h1>(.+?)</h1>", html, re.S)[1].strip()
        tab = re.search(r"<title>(.+?)</title>", html, re.S)[1]
        assert tab.startswith(f"{heading} · "), name


@pytest.mark.usefixtures("_with_navigation")
def test_ids_are_single_and_what_refers_to_one_finds_it() -> None:
    for name, html in whole_pages().items():
        page = Elements(html)
        ids = [attrs["id"] for _tag, attrs in page.found if attrs.get("id")]
        assert len(ids) == len(set(ids)), (name, {one for one in ids if ids.count(one) > 1})
        for _tag, attrs in page.found:
            for kind in ("aria-labelledby", "aria-describedby", "for"):
                assert set((attrs.get(kind) or "").split()) <= set(ids), (name, attrs)


def test_a_title_with_signs_is_escaped_once() -> None:
    row = SimpleNamespace(person=HOSTILE, need="Food & rent", service="S", sent=timezone.now(), messages=0,
                          status=(status.Shape.DONE, "Done"))  # fmt: skip
    html = render_to_string("gallery/entry.html", {"referral": row}, request=get())
    title = re.search(r"<title>(.*?)</title>", html, re.S)[1]
    assert title.startswith("Food &amp; rent for &lt;script&gt;alert(1)")
    assert "&amp;amp;" not in html


@pytest.mark.usefixtures("_with_navigation")
def test_the_frame_says_where_one_is_and_who() -> None:
    html = gallery()
    page = Elements(html)
    for name in ("Dana Okafor", "Riverside Health", "Bayfront Alliance"):
        assert name in page.text
    assert [a["href"] for a in page.named("a") if a.get("aria-current") == "page" and a["href"] == "/"] == [
        "/"
    ] * 3
    assert [attrs for attrs in page.named("a") if attrs.get("class") == "skip"] == [
        {"class": "skip", "href": "#page"}
    ]


def test_the_frame_stands_without_anybody_signed_in() -> None:
    html = views.gallery(get(actor=NOBODY)).content.decode()
    assert "Printed by" not in html
    assert Elements(html).depth == []


@pytest.mark.parametrize("code", views.ERRORS)
def test_an_error_page_needs_nothing_from_the_context(code) -> None:
    html = render_to_string(f"{code}.html")
    assert "data-unsent" in html
    assert "<h1>" in html


def test_an_error_that_there_is_not_is_not_found() -> None:
    with pytest.raises(Http404):
        views.error(get(), 418)
    with pytest.raises(Http404):
        views.entry(get(), 999)


@pytest.mark.parametrize("shape", list(status.Shape))
def test_a_status_is_a_word_with_a_shape(shape) -> None:
    html = part('<c-status :shape="s" />', s=shape)
    assert str(shape.word) in Elements(html).text
    assert "<svg" in html
    assert len({one.mark for one in status.Shape}) == 5
    assert part('<c-status shape="needs">Two <b>days</b></c-status>').count("<b>") == 1


def test_an_unknown_shape_is_a_mistake_and_said_so() -> None:
    with pytest.raises(ValueError, match="purple"):
        part('<c-status shape="purple" />')


ATTRIBUTE_TRICKS = [
    HOSTILE,
    '"x" onclick=alert(1) "',
    "' onclick='alert(1)",
    '" autofocus onfocus="alert(1)',
    "&quot; &lt;",
    "",
]


@pytest.mark.parametrize("trick", ATTRIBUTE_TRICKS)
def test_what_somebody_typed_cannot_leave_its_attribute(trick) -> None:
    for html in (
        part('<c-button :value="t" name="x" :label="t" />', t=trick),
        part('<c-button value="{{ t }}" name="x" label="{{ t }}" />', t=trick),
        part('<c-button-form action="/x/" name="x" :value="t" :label="t" :describe="t" />', t=trick),
    ):
        (button,) = Elements(html).named("button")
        assert button["value"] == trick
        assert {name for name in button if name.startswith("on") or name == "autofocus"} == set()


def test_attributes_written_in_the_page_keep_their_quotation_marks() -> None:
    html = part(
        """<c-button hx-vals='{"id": "{{ t }}"}' data-flag :data-no="no">Go</c-button>""", t="a&b", no=False
    )
    (button,) = Elements(html).named("button")
    assert button["hx-vals"] == '{"id": "a&b"}'
    assert "data-flag" in button
    assert "data-no" not in button


def test_an_attention_brings_its_own_words() -> None:
    item = Attention(
        capability="act", key="referral-waiting:1", why="Four referrals wait", since=timezone.now(),
        evidence_url="/e/", next_label="Ask Harvest Pantry", next_url="/n/", audience="me",
    )  # fmt: skip
    page = Elements(part('<c-attention :item="item" />', item=item))
    assert page.text.count("Four referrals wait") == 2  # the heading, and what its link leads to
    assert {"/e/", "/n/"} == {attrs["href"] for attrs in page.named("a")}
    assert page.depth == []


def test_a_figure_without_anybody_is_no_rate() -> None:
    assert "%" not in part('<c-figure :count="0" :of="0" label="got help" />')
    assert "too few" in part('<c-figure :count="None" :of="9" label="got help" />')
    html = part('<c-figure :count="1" :of="3" label="got help" />')
    assert 'width="33.3"' in html
    assert "33\u202f%" in html


def test_a_fact_that_is_missing_is_said_to_be() -> None:
    assert "not known" in part('<c-fact label="Due" />')
    assert ">0<" in part('<c-fact label="Messages" :value="0" />')


def test_the_picker_finds_keeps_and_says_that_there_is_nobody() -> None:
    found = views.people(_post("ma"))
    page = Elements(found.content.decode())
    assert [attrs["name"] for attrs in page.named("input")] == ["client"] * 3
    assert "Nobody found" in views.people(_post("qqq")).content.decode()
    assert "<script" not in views.people(_post("script")).content.decode()


def _post(words: str):
    request = RequestFactory().post("/gallery/people/", {"client_words": words})
    request.actor = NOBODY
    return request


def test_the_reference_is_what_the_parts_say() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.reference(), (
        "run: python -m commonweal.components.reference"
    )
