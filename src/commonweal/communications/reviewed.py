"""What people said, as a review may tell it: how many, what of, what came of it. Nobody's words, nobody's name."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.communications.models import Response, Theme, YouSaid
from commonweal.components.reviewing import Line, Section
from commonweal.components.words import figure
from commonweal.evidence.disclosure import THRESHOLD, is_small


def said(by: Actor, first: date, last: date) -> Section:
    """Answers given in the period, how many were heard, the themes of enough of them, and what was done."""
    title = _("What people said")
    if not may(by, Permission.ANSWER_FEEDBACK):
        return Section("said", title, _("Whoever prepared this review does not see feedback."), missing=True)
    rows = Response.objects.filter(given_on__range=(first, last))
    written = rows.count()
    heard = rows.filter(Q(set_aside_at__isnull=False) | Q(replies__isnull=False)).distinct().count()
    within = Q(sortings__response__given_on__range=(first, last))
    themes = Theme.objects.annotate(number=Count("sortings", filter=within)).order_by("-number", "name")
    lines = [
        Line(_("%(number)d spoke of: %(theme)s") % {"number": one.number, "theme": one.name})
        for one in themes
        if one.number and not is_small(one.number, THRESHOLD)
    ]
    done = YouSaid.objects.filter(published_at__date__range=(first, last)).order_by("published_at")
    lines += [
        Line(
            _("“%(said)s” – %(did)s") % {"said": words, "did": one.did.get(language, "")},
            reverse("communications:feedback"),
            "done",
        )
        for one in done
        for language, words in list(one.said.items())[:1]
    ]
    return Section("said", title, figure(heard, written, _("who wrote to the alliance were heard")), lines)
