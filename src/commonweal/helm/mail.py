"""The weekly letter: what needs somebody, for me first, then my organisation, then the alliance."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.database import clock
from commonweal.helm import queries
from commonweal.helm.facts import facts
from commonweal.helm.rules import standings


def digest(by: Actor) -> EmailMultiAlternatives:
    """The letter for one seat, as text and as HTML; made in the transaction of its reader, so it tells no more."""
    from mjml import mjml2html

    now = clock.now()
    site = settings.SITE_ADDRESS.rstrip("/")
    words = {
        "name": by.person_name,
        "organisation": by.organisation_name,
        "alliance": by.alliance_name,
        "groups": queries.what_needs_somebody(by, now),
        "standings": standings(facts(by, now)),
        "site": site,
        "settings": site + reverse("helm:digest"),
    }
    message = EmailMultiAlternatives(
        subject=_("%(alliance)s: what needs you this week") % {"alliance": by.alliance_name},
        body=render_to_string("helm/mail/digest.txt", words),
        to=[Person.objects.values_list("email", flat=True).get(pk=by.person_id)],
    )
    message.attach_alternative(mjml2html(render_to_string("helm/mail/digest.mjml", words)), "text/html")
    return message
