"""Pages, news, partners, goals, services, documents, pictures, archive, press, sitemap."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation.trans_real import parse_accept_lang_header

from commonweal.access.http import Request
from commonweal.access.views import public as for_everybody
from commonweal.communications import render
from commonweal.communications.models import Image, Publication
from commonweal.communications.public import visiting
from commonweal.communications.queries import public
from commonweal.communications.site_words import NAMES
from commonweal.communications.views.site.common import WHY, Place, shown, site_page
from commonweal.components import letters
from commonweal.directory.domains import NeedDomain
from commonweal.directory.languages import LANGUAGES
from commonweal.performance import pictures


@for_everybody(WHY)
def entrance(request: Request, site: str) -> HttpResponseBase:
    """Lead to the language the browser asks for, if the site has it."""
    with visiting(site) as visit:
        asked = [
            code.split("-")[0]
            for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
        ]
        language = next((one for one in asked if one in visit.site.languages), visit.site.language)
        response = redirect("site:home", visit.site.slug, language)
        response["Vary"] = "Accept-Language"
        return response


@site_page
def home(request: Request, place: Place) -> HttpResponseBase:
    """The first page."""
    return _page(place, "home")


@site_page
def page(request: Request, place: Place, page: str) -> HttpResponseBase:
    """One page or piece of news."""
    if page == "home":
        return redirect("site:home", place.slug, place.language)
    return _page(place, page)


def _page(place: Place, slug: str) -> HttpResponseBase:
    row = public.page_at(slug)
    if row is None:
        raise Http404
    if row.removed_at is not None:
        if row.moved_to is not None and row.moved_to.removed_at is None:
            return HttpResponsePermanentRedirect(
                reverse("site:page", args=[place.slug, place.language, row.moved_to.slug])
            )
        return shown(place, "site/gone.html", {"row": row, "there_in": ()}, status=410)
    several = public.in_languages(row)
    told = several.get(place.language)
    if told is None:
        elsewhere = [(code, NAMES.get(code, code)) for code in several if code in place.visit.site.languages]
        if not elsewhere:
            raise Http404
        context: dict[str, Any] = {
            "slug": slug,
            "elsewhere": elsewhere,
            "path_rest": f"{slug}/",
            "there_in": several,
        }
        return shown(place, "site/untranslated.html", context, status=404)
    rest = "" if slug == "home" else f"{slug}/"
    context = {"told": told, "body": render.page(told.body, place.frame), "path_rest": rest, "row": row,
               "there_in": several}  # fmt: skip
    return shown(place, "site/page.html", context)


@site_page
def news(request: Request, place: Place) -> HttpResponseBase:
    """All news."""
    return shown(place, "site/news.html", {"news": public.news(place.language, 100), "path_rest": "news/"})


@site_page
def feed(request: Request, place: Place) -> HttpResponseBase:
    """News as an Atom feed (RFC 4287)."""
    address = letters.address(reverse("site:news", args=[place.slug, place.language]))
    atom = Atom1Feed(
        title=f"{place.visit.name}: {place.w['news']}",
        link=address,
        description=place.visit.site.tagline,
        language=place.language,
        feed_url=letters.address(reverse("site:feed", args=[place.slug, place.language])),
    )
    for one in public.news(place.language, 30):
        atom.add_item(
            title=one.title,
            link=letters.address(reverse("site:page", args=[place.slug, place.language, one.page.slug])),
            description=one.summary,
            unique_id=f"urn:uuid:{one.page_id}",
            pubdate=one.first_at,
            updateddate=one.published_at,
            content=str(render.page(one.body, place.frame)),
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@site_page
def partners(request: Request, place: Place) -> HttpResponseBase:
    """Who takes part."""
    return shown(place, "site/partners.html", {"partners": public.partners(), "path_rest": "partners/"})


@site_page
def goals(request: Request, place: Place) -> HttpResponseBase:
    """Goals, and released figures with their process charts."""
    told = [one for one in place.frame.told if not one.figure.organisation]
    lines = [
        {
            "told": one,
            "chart": pictures.process_chart(one.reading, one.reading.verdict)
            if len(one.reading.months) > 1
            else None,
        }
        for one in told
    ]
    context = {"goals": public.goals(told), "figures": lines, "path_rest": "goals/"}
    return shown(place, "site/goals.html", context)


@site_page
def services(request: Request, place: Place) -> HttpResponseBase:
    """Find a service: only what may be known of it by everybody."""
    if not place.visit.site.show_services:
        raise Http404
    asked = request.GET
    need = asked.get("need", "")
    number = int(asked.get("page", "1")) if asked.get("page", "1").isdigit() else 1
    number = min(max(1, number), 500)
    found = public.services(
        " ".join(asked.get("words", "").replace("\0", "").split())[:100],
        need if need in set(NeedDomain) else "",
        asked.get("spoken", "") if asked.get("spoken", "") in LANGUAGES else "",
        number,
    )
    total = found[0].total if found else 0
    common = [code for code in ("en", "es", "fr", "ht", "vi", "zh", "ar", "so") if code in LANGUAGES]
    context = {
        "found": found, "total": total, "asked": asked, "number": number,
        "needs": NeedDomain.choices(), "tongues": [(code, LANGUAGES[code].name) for code in common],
        "following": number + 1 if number * public.SERVICES_A_PAGE < total else 0, "before": number - 1,
        "path_rest": "services/",
    }  # fmt: skip
    return shown(place, "site/services.html", context)


@site_page
def documents(request: Request, place: Place) -> HttpResponseBase:
    """Documents that are public."""
    return shown(
        place, "site/documents.html", {"documents": list(public.documents()), "path_rest": "documents/"}
    )


@for_everybody(WHY)
def document(request: Request, site: str, pk: UUID) -> HttpResponseBase:
    """The last version of a public document, to be saved."""
    with visiting(site):
        row = public.documents().filter(pk=pk).first()
        last = row.versions.order_by("-number").first() if row is not None else None
        if last is None:
            raise Http404
        return saved(last.name, last.content_type, bytes(last.content))


def saved(name: str, content_type: str, content: bytes) -> HttpResponse:
    """A file that a browser saves and never runs."""
    from django.utils.http import content_disposition_header

    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_everybody(WHY)
def picture(request: Request, site: str, name: str) -> HttpResponseBase:
    """A picture of the website."""
    with visiting(site):
        return picture_answer(Image.objects.filter(name=name).first())


def picture_answer(row: Image | None) -> HttpResponse:
    """A picture as it is kept. Raises Http404 where there is none."""
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type=row.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400"
    return response


@site_page
def archive(request: Request, place: Place) -> HttpResponseBase:
    """Newsletters that were sent."""
    rows = [
        (one, (one.texts.get(place.language) or next(iter(one.texts.values())))["subject"])
        for one in public.archive()
    ]
    return shown(place, "site/archive.html", {"rows": rows, "path_rest": "archive/"})


@site_page
def archived(request: Request, place: Place, name: str) -> HttpResponseBase:
    """One newsletter, as it was sent."""
    row = public.archive().filter(slug=name).first()
    if row is None:
        raise Http404
    told = row.texts.get(place.language) or next(iter(row.texts.values()))
    context = {
        "row": row, "subject": told["subject"], "body": render.markdown(told["body"], place.frame),
        "path_rest": f"archive/{row.slug}/",
    }  # fmt: skip
    return shown(place, "site/archived.html", context)


@site_page
def press(request: Request, place: Place) -> HttpResponseBase:
    """For the press: who we are, whom to ask, what was released."""
    kit = render.page(place.visit.site.press_about, place.frame)
    return shown(
        place, "site/press.html", {"kit": kit, "releases": list(public.releases()), "path_rest": "press/"}
    )


@site_page
def release(request: Request, place: Place, name: str) -> HttpResponseBase:
    """One press release."""
    row = public.releases().filter(slug=name).first()
    if row is None:
        raise Http404
    context = {"row": row, "body": render.page(row.body, place.frame), "path_rest": f"press/{row.slug}/"}
    return shown(place, "site/release.html", context)


@for_everybody(WHY)
def sitemap(request: Request, site: str) -> HttpResponseBase:
    """All pages in all languages (sitemaps.org), each naming its translations."""
    with visiting(site) as visit:
        lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        lines.append(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        )
        for addresses in site_addresses(visit.site).values():
            for path in addresses.values():
                lines.append(f"<url><loc>{escape(letters.address(path))}</loc>")
                lines += [
                    f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(letters.address(other))}"/>'
                    for code, other in addresses.items()
                ]
                lines.append("</url>")
        lines.append("</urlset>")
        return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


def site_addresses(site: Any) -> dict[str, dict[str, str]]:
    """Every page that can be read, by what it is: its path in each language."""
    found: dict[str, dict[str, str]] = {}
    fixed = ["news", "events", "partners", "goals", "documents", "archive", "press", "listen", "subscribe"]
    fixed += ["services"] if site.show_services else []
    for name in fixed:
        found[name] = {code: reverse(f"site:{name}", args=[site.slug, code]) for code in site.languages}
    for one in Publication.objects.filter(current=True, page__removed_at=None).select_related("page"):
        if one.language in site.languages:
            slug = one.page.slug
            path = (
                reverse("site:home", args=[site.slug, one.language])
                if slug == "home"
                else reverse("site:page", args=[site.slug, one.language, slug])
            )
            found.setdefault(f"page:{slug}", {})[one.language] = path
    several: list[tuple[str, QuerySet[Any]]] = [
        ("event", public.events_all()), ("archived", public.archive()), ("release", public.releases()),
        ("form", public.forms()),
    ]  # fmt: skip
    for name, rows in several:
        for slug in rows.values_list("slug", flat=True):
            found[f"{name}:{slug}"] = {
                code: reverse(f"site:{name}", args=[site.slug, code, slug]) for code in site.languages
            }
    return found
