"""Putting the charter out, ratifying it, refusing it, setting it aside."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Permission
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.charter import actions
from commonweal.charter.forms.charter import PutOutForm, RatifyForm, ReasonForm, RefuseForm
from commonweal.charter.models import CharterVersion
from commonweal.charter.queries import charter as reads
from commonweal.charter.views.charter import PART_TITLES, the_standing, to_version
from commonweal.charter.views.common import BOTH, form_page, today


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def put_out(request: Request, number: int) -> HttpResponse:
    """Put a draft out for ratification."""
    row = the_standing(request, number).version
    form = PutOutForm(request.POST or None, initial={"answer_by": today() + timedelta(days=30)})
    return form_page(
        request,
        form,
        lambda: actions.put_out(by=request.actor, version=row, **form.cleaned_data),
        words={
            "title": _("Put the charter out for ratification"),
            "context": _(
                "Its words do not change any more. Every organisation that is a member now is asked."
            ),
            "back": to_version(number),
        },
        done=_("Every partner is asked to ratify the charter."),
        to=lambda done: to_version(number),
    )


@page(Permission.RATIFY_CHARTER, methods=BOTH)
def ratify(request: Request, number: int) -> HttpResponse:
    """Read the charter and ratify it for one's own organisation."""
    row = the_standing(request, number).version
    _asked(request, row)
    form = RatifyForm(request.POST or None, initial={"digest": reads.digest(row)})
    return form_page(
        request,
        form,
        lambda: actions.ratify(
            by=request.actor,
            version=row,
            digest_seen=form.cleaned_data["digest"],
            signed_name=form.cleaned_data["signed_name"],
        ),
        words={
            "title": _("Ratify the charter"),
            "version": row,
            "sentences": [(PART_TITLES[one.part], one.text) for one in reads.sentences(row)],
            "back": to_version(number),
            "refuse": reverse("charter:refuse", args=[number]),
        },
        done=_("Your organisation has ratified the charter."),
        to=lambda done: to_version(number),
        template="charter/ratify.html",
    )


@page(Permission.RATIFY_CHARTER, methods=BOTH)
def refuse(request: Request, number: int) -> HttpResponse:
    """Do not ratify, with what must change."""
    row = the_standing(request, number).version
    _asked(request, row)
    form = RefuseForm(request.POST or None, initial={"digest": reads.digest(row)})
    return form_page(
        request,
        form,
        lambda: actions.refuse(
            by=request.actor,
            version=row,
            digest_seen=form.cleaned_data["digest"],
            reason=form.cleaned_data["reason"],
        ),
        words={
            "title": _("Do not ratify the charter as it stands"),
            "context": _("Your organisation can still ratify it later. Everybody reads your reason."),
            "back": reverse("charter:ratify", args=[number]),
        },
        done=_("Your reason stands with the charter."),
        to=lambda done: to_version(number),
    )


def _asked(request: Request, row: CharterVersion) -> None:
    if row.put_out_at is None:
        raise Http404


@page(Permission.DRAFT_CHARTER, methods=("POST",))
def count_again(request: Request, number: int) -> HttpResponse:
    """Bring a version into force when those that had not answered have left."""
    row = the_standing(request, number).version
    return act(
        request,
        lambda: actions.count_again(by=request.actor, version=row),
        done=_("The charter is in force."),
        to=to_version(number),
    )


@page(Permission.DRAFT_CHARTER, methods=BOTH)
def set_aside(request: Request, number: int) -> HttpResponse:
    """Set a version aside."""
    row = the_standing(request, number).version
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.set_aside(by=request.actor, version=row, reason=form.cleaned_data["reason"]),
        words={
            "title": _("Set this version aside"),
            "context": _("It stays to be read, with your reason. Another version can then be begun."),
            "submit": _("Set the version aside"),
            "back": to_version(number),
        },
        done=_("The version is set aside."),
        to=lambda done: to_version(number),
    )
