"""Single sign-on by OpenID Connect: on to the issuer and back, where django-allauth does the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable

import requests
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonweal.access.views import public

log = logging.getLogger(__name__)


@public("where signing in by the deployment's own directory begins; shows nothing")
@never_cache
def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """On to the issuer.

    A browser that keeps our `form-action 'self'` refuses to follow a form to another site, even by a redirect. So the
    form is answered with a page that goes on by itself, and has a link where it cannot.
    """
    answer = _asked(request, provider_id, views.login)
    onward = answer.headers.get("Location", "")
    if answer.status_code == 302 and onward.startswith(("https://", "http://")):
        return render(request, "web/onward.html", {"onward": onward})
    return answer


@public("where the issuer sends people back; the state kept in their session is the permission")
@never_cache
def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the issuer: somebody who is known is signed in; nobody is made."""
    return _asked(request, provider_id, views.callback)


def _asked(request: HttpRequest, provider_id: str, view: Callable[..., HttpResponseBase]) -> HttpResponseBase:
    """What django-allauth answers; an issuer that is out of reach, or says what is no answer, is said plainly."""
    try:
        return view(request, provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404(_("There is no single sign-on of this name.")) from error
    except (requests.RequestException, KeyError) as error:
        log.warning("Single sign-on: the issuer did not answer as OpenID Connect asks: %r", error)
        return did_not_work(request)


def did_not_work(request: HttpRequest) -> HttpResponse:
    """The page that says so, with the other ways in."""
    return render(request, "socialaccount/authentication_error.html", status=502)
