"""The weekly letter: what needs somebody, for me first, then my organisation, then the alliance."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor
from commonweal.access.models import Person
from commonweal.components import letters
from commonweal.database import clock
from commonweal.helm import queries
from commonweal.helm.facts import facts
from commonweal.helm.rules import standings


def digest(by: Actor) -> EmailMultiAlternatives:
    """The letter for one seat, as text and as HTML; made in the transaction of its reader, so it tells no more."""
    now = clock.now()
    site = letters.address("")
    words = {
        "name": by.person_name,
        "organisation": by.organisation_name,
        "alliance": by.alliance_name,
        "groups": queries.what_needs_somebody(by, now),
        "standings": standings(facts(by, now)),
        "site": site,
        "settings": site + reverse("helm:digest"),
    }
    return letters.laid_out(
        Person.objects.values_list("email", flat=True).get(pk=by.own_person_id),
        _("%(alliance)s: what needs you this week") % {"alliance": by.alliance_name},
        "helm/mail/digest",
        words,
    )
