"""What every public page does: find the site and the language, answer as to a stranger, without a cookie."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from commonweal.access.http import Request
from commonweal.access.views import public as for_everybody
from commonweal.communications.public import Visit, visiting
from commonweal.communications.queries import public
from commonweal.communications.render import Frame
from commonweal.communications.site_words import NAMES, spoken, words

WHY = "the alliance's public website: the database shows a stranger on it only what is published"


@dataclass(frozen=True)
class Place:
    """Where somebody is: the site, the language, and its words."""

    visit: Visit
    language: str

    @property
    def slug(self) -> str:
        """The site's part of the address."""
        return self.visit.site.slug

    @property
    def w(self) -> dict[str, str]:
        """The words of the language."""
        return words(self.language)

    @property
    def frame(self) -> Frame:
        """For rendering texts."""
        return Frame(self.slug, self.language, own_language=self.visit.site.language)


View = Callable[..., HttpResponseBase]


def site_page(view: View) -> View:
    """A page of the website in a language.

    No CSRF token: it would need a cookie, and a form of a stranger carries no authority that somebody could borrow.
    """

    @functools.wraps(view)
    def inner(request: Request, site: str, language: str, **rest: Any) -> HttpResponseBase:
        with visiting(site) as visit:
            if language not in visit.site.languages:
                raise Http404
            with override(spoken(language)):
                return view(request, Place(visit, language), **rest)

    return for_everybody(WHY)(csrf_exempt(inner))


def shown(place: Place, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with a page of the site.

    `path_rest` in the context is the address within a language; `there_in` the languages in which it leads to
    something (all, where it is not said): the way to another language leads to its first page otherwise.
    """
    there_in = context.get("there_in", place.visit.site.languages)
    frame = {
        "place": place, "site": place.visit.site, "visit": place.visit, "language": place.language, "w": place.w,
        "menu": public.menu(place.language), "path_rest": "", "site_language": place.visit.site.language,
        "others": [
            {"code": code, "name": NAMES.get(code, code), "same": code in there_in}
            for code in place.visit.site.languages
            if code != place.language
        ],
    }  # fmt: skip
    return finish(HttpResponse(render_to_string(template, frame | context), status=status), place)


def finish(response: HttpResponse, place: Place) -> HttpResponse:
    """Say the language, and for how long anybody may keep the answer."""
    response["Content-Language"] = place.language
    response["Cache-Control"] = "public, max-age=60" if response.status_code == 200 else "no-cache"
    return response
