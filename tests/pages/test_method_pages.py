"""The method pages inside the product: all of them can be read, by anybody, and their links lead on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django_cotton.compiler_regex import CottonCompiler

from commonweal.components.methods.reading import Method, html_of, methods
from commonweal.evidence.measures.catalogue import MEASURES
from tests.factories import World

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r'<c-method page="([a-z0-9-]+)"|"(?:methods:page)" "([a-z0-9-]+)"')


def test_every_page_of_the_source_is_there_with_a_title_and_a_purpose() -> None:
    assert set(methods()) == {path.stem for path in (ROOT / "docs" / "methods").glob("*.md")}
    assert [one.name for one in methods().values() if not one.title or not one.purpose] == []


def test_every_measure_and_every_template_names_a_page_that_is_there() -> None:
    assert {measure.page for measure in MEASURES.values()} <= set(methods())
    named = {
        (path.name, found)
        for path in (ROOT / "src").rglob("*.html")
        for pair in NAMED.findall(path.read_text(encoding="utf-8"))
        for found in pair
        if found
    }
    assert [one for one in named if one[1] not in methods()] == []


@pytest.mark.django_db
def test_anybody_reads_a_page_and_its_links_lead_on() -> None:
    browser = Client()
    assert "Missed appointments" in browser.get(reverse("methods:list")).content.decode()
    for name in methods():
        answer = browser.get(reverse("methods:page", args=[name]))
        assert answer.status_code == 200
        for target in re.findall(r'href="\.\./([a-z0-9-]+)/', answer.content.decode()):
            assert target in methods()
    assert browser.get("/methods/no-such-page/").status_code == 404
    assert "cost_paid_pmpm" in browser.get(reverse("methods:page", args=["cost-of-care"])).content.decode()


@pytest.mark.django_db
def test_who_is_signed_in_keeps_the_frame() -> None:
    world = World()
    actor = world.seat(world.organisation(), "viewer")
    browser = Client()
    browser.force_login(_person(actor))
    shown = browser.get(reverse("methods:page", args=["no-show"])).content.decode()
    assert 'aria-label="Pages"' in shown and reverse("methods:list") in shown


def test_nothing_but_text_gets_through_and_what_is_not_served_is_named() -> None:
    made = Method(
        "made-up", "Made up", "",
        "## A *heading*\n\n<script>alert(1)</script>\n\n[no](javascript:alert(1)) [other](no-show.md#x) "
        "[example](../examples/a.toml) [here](#a-heading)\n\n| a |\n| --- |\n| <img src=x onerror=y> |\n",
    )  # fmt: skip
    html = html_of(made)
    assert "<script" not in html and 'href="javascript' not in html and "onerror" not in html
    assert '<h2 id="a-heading">' in html and 'href="../no-show/#x"' in html and 'href="#a-heading"' in html
    assert "example (docs/examples/a.toml of the source)" in html
    assert html.count("<table>") == 1 == html.count('class="scroll"')


def test_the_link_of_a_template_says_what_it_misses() -> None:
    assert '<a class="method" href="/methods/no-show/">' in _shown('<c-method page="no-show" />')
    with pytest.raises(LookupError, match=r"no-such-page\.md"):
        _shown('{% load plain %}{% method_url "no-such-page" %}')


def _shown(text: str) -> str:
    return Template(CottonCompiler().process(text)).render(Context())


def _person(actor):
    from commonweal.access.models import Person
    from commonweal.database.identity import maintenance

    with maintenance():
        return Person.objects.get(pk=actor.person_id)
