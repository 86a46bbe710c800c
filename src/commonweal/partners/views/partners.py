"""Partners, their profiles and sites."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.access import Actor, Permission, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request
from commonweal.access.views import act, page
from commonweal.partners import actions, presenters, queries
from commonweal.partners.forms import BringInForm, ProfileForm, ReasonForm, SiteForm
from commonweal.partners.models import Organisation, Site
from commonweal.partners.views.common import BOTH, form_page, submitted


@page(Permission.VIEW_ALLIANCE)
def partner_list(request: Request) -> HttpResponseBase:
    """The members, as a list and on a map."""
    table = presenters.PartnerTable(request, queries.partner_lines(request.actor))
    if table.wants_export:
        return table.export()
    context = {
        "may_bring_in": may(request.actor, Permission.MANAGE_ALLIANCE),
        "map": presenters.partner_map(request.actor, list(queries.sites(request.actor))),
    }
    return table.respond("partners/list.html", context)


@page(Permission.VIEW_ALLIANCE)
def show(request: Request, pk: UUID) -> HttpResponse:
    """One partner: what it is, how it decides, where it works, who sits for it."""
    organisation = fetch(request.actor, Permission.VIEW_ALLIANCE, queries.partner(request.actor), pk)
    return render(request, "partners/show.html", presenters.partner(request.actor, organisation))


@page(Permission.MANAGE_ALLIANCE, methods=BOTH)
def bring_in(request: Request) -> HttpResponse:
    """A partner joins."""
    former = {str(one.pk): one for one in queries.former_partners(request.actor)}
    form = BringInForm(request.POST or None, former=former.values())

    def join(data: dict[str, str]) -> None:
        if known := former.get(data.pop("former", "")):
            actions.bring_in(by=request.actor, organisation=known)
        else:
            actions.introduce(by=request.actor, **data)

    to = reverse("partners:list")
    done = _("The partner belongs to the alliance from now on. Invite its lead next.")
    return submitted(request, form, join, done=done, to=to) or form_page(
        request, form, heading=_("Bring a partner in"), back=to
    )


@page(Permission.EDIT_PARTNER, Permission.EDIT_ANY_PARTNER, methods=BOTH)
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a partner's profile."""
    organisation = _editable(request.actor, pk)
    to = reverse("partners:show", args=[pk])
    form = ProfileForm(request.POST or None, instance=organisation)
    return submitted(
        request,
        form,
        lambda data: actions.edit_profile(by=request.actor, organisation=organisation, **data),
        done=_("The profile is saved."),
        to=to,
    ) or form_page(request, form, heading=_("Profile of %(name)s") % {"name": form.initial["name"]}, back=to)


@page(Permission.MANAGE_ALLIANCE, methods=BOTH)
def end_membership(request: Request, pk: UUID) -> HttpResponse:
    """A partner leaves the alliance, after reading what ends with it."""
    organisation = fetch(request.actor, Permission.MANAGE_ALLIANCE, queries.members(request.actor), pk)
    form = ReasonForm(request.POST or None)
    return submitted(
        request,
        form,
        lambda data: actions.end_membership(
            by=request.actor, organisation=organisation, reason=data["reason"]
        ),
        done=_("The membership has ended. Its seats and what it shared by agreements are closed."),
        to=reverse("partners:list"),
    ) or form_page(
        request,
        form,
        heading=_("End the membership of %(name)s") % {"name": organisation.name},
        lead=_(
            "At this moment its people's seats end, its side in every agreement closes, and its open invitations "
            "are withdrawn. What it recorded stays its own. It can be brought back later; agreements would be "
            "signed anew."
        ),
        back=reverse("partners:show", args=[pk]),
        submit=_("End the membership"),
        danger=True,
    )


@page(Permission.EDIT_PARTNER, Permission.EDIT_ANY_PARTNER, methods=BOTH)
def add_site(request: Request, pk: UUID) -> HttpResponse:
    """A new place where a partner works."""
    organisation = _editable(request.actor, pk)
    form = SiteForm(request.POST or None)
    to = reverse("partners:show", args=[pk])
    return submitted(
        request,
        form,
        lambda data: actions.add_site(by=request.actor, organisation=organisation, **data),
        done=_("The site is added."),
        to=to,
    ) or form_page(request, form, heading=_("Add a site of %(name)s") % {"name": organisation.name}, back=to)


@page(Permission.EDIT_PARTNER, Permission.EDIT_ANY_PARTNER, methods=BOTH)
def edit_site(request: Request, pk: UUID) -> HttpResponse:
    """Change a place."""
    site = _site(request.actor, pk)
    form = SiteForm(request.POST or None, instance=site)
    to = reverse("partners:show", args=[site.organisation_id])
    return submitted(
        request,
        form,
        lambda data: actions.change_site(by=request.actor, site=site, **data),
        done=_("The site is saved."),
        to=to,
    ) or form_page(
        request,
        form,
        heading=_("Change the site %(name)s") % {"name": form.initial["name"]},
        back=to,
        remove=reverse("partners:remove-site", args=[pk]),
    )


@page(Permission.EDIT_PARTNER, Permission.EDIT_ANY_PARTNER, methods=("POST",))
def remove_site(request: Request, pk: UUID) -> HttpResponse:
    """A partner no longer works there."""
    site = _site(request.actor, pk)
    return act(
        request,
        lambda: actions.remove_site(by=request.actor, site=site),
        done=_("The site is removed."),
        to=reverse("partners:show", args=[site.organisation_id]),
    )


def _editable(by: Actor, pk: UUID) -> Organisation:
    organisation = queries.members(by).filter(pk=pk).first()
    if organisation is None or not presenters.may_edit(by, organisation):
        raise Http404
    return organisation


def _site(by: Actor, pk: UUID) -> Site:
    site = queries.sites(by).filter(pk=pk).first()
    if site is None or not presenters.may_edit(by, site.organisation):
        raise Http404
    return site
