"""The list of people, registration, one person's page, and to whom it was disclosed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _

from commonweal import audit
from commonweal.access import Permission, Refused, may
from commonweal.access.fetch import fetch
from commonweal.access.http import Request, Viewing
from commonweal.access.views import page
from commonweal.audit.events import EXPORTED
from commonweal.clients import actions, choices, queries, timeline
from commonweal.clients.forms.people import EditPersonForm, PersonForm, new_number
from commonweal.clients.models import Client
from commonweal.clients.queries.timeline import own_entries
from commonweal.clients.steps import GO, Stepped
from commonweal.clients.tables import PeopleTable


@page(Permission.VIEW_PEOPLE)
def listing(request: Request) -> HttpResponseBase:
    """People whom the actor sees; as a page, or downloaded."""
    table = PeopleTable(request, request.actor)
    if not table.wants_export:
        return render(
            request, "clients/list.html", {"table": table, "may_register": _may(request, "REGISTER_PEOPLE")}
        )
    response = table.export()
    for client in table.export_rows:
        request.viewings.append(Viewing(client.pk, _("name and contact, downloaded in a list")))
    audit.record(request.actor, EXPORTED, what=_("a list of people served"), rows=len(table.export_rows))
    return response


@page(Permission.REGISTER_PEOPLE, methods=("GET", "POST"))
def register(request: Request) -> HttpResponseBase:
    """Ask, compare with those registered, and only then register."""
    sent = request.method == "POST"
    form = PersonForm(request.POST if sent else None, initial={"submission": None if sent else new_number()})
    if sent and request.POST.get(GO) == "edit":
        form.errors.clear()
    steps = Stepped(form, request)
    if not steps.done or request.POST.get(GO) == "edit":
        return render(request, "clients/register.html", {"form": form, "steps": steps})
    likely = queries.likely_duplicates(request.actor, form.facts(), but=form.cleaned_data["submission"])
    if likely and "anyway" not in request.POST:
        for one in likely:
            request.viewings.append(
                Viewing(one.client.pk, _("a warning that a person may be registered already"))
            )
        return render(request, "clients/duplicates.html", {"form": _hidden(form), "likely": likely})
    try:
        client = actions.register(
            by=request.actor,
            person=form.person(),
            identity=form.identity(),
            submission=form.cleaned_data["submission"],
            likely_duplicates=len(likely),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "clients/register.html", {"form": form, "steps": steps})
    messages.success(request, _("%(name)s is registered.") % {"name": client.full_name})
    return redirect("clients:show", client.pk)


@page(Permission.EDIT_PEOPLE, methods=("GET", "POST"))
def edit(request: Request, pk: UUID) -> HttpResponseBase:
    """Change what one's own organisation recorded."""
    client = fetch(request.actor, Permission.EDIT_PEOPLE, Client.objects.all(), pk)
    form = EditPersonForm(
        request.POST if request.method == "POST" else None,
        client=client,
        identity=queries.identity_of(client),
    )
    request.viewings.append(Viewing(pk, _("name, contact and identity, to change them")))
    if form.is_bound and form.is_valid():
        try:
            actions.edit_client(
                by=request.actor, client=client, person=form.person(), identity=form.identity()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("clients:show", pk)
    return render(request, "clients/edit.html", {"client": client, "form": form})


@page(Permission.VIEW_PEOPLE)
def show(request: Request, pk: UUID) -> HttpResponseBase:
    """One person: who they are, what they need, what they agreed to, who sees them, what happened."""
    by = request.actor
    client = fetch(by, Permission.VIEW_PEOPLE, Client.objects.select_related("recorded_by", "identity"), pk)
    seen = queries.sight(client)
    needs = queries.needs_of(client)
    consents = queries.consents_of(client, seen)
    screenings = list(queries.screenings_of(client))
    request.viewings.append(Viewing(pk, _("the person's page")))
    context = {
        "client": client,
        "identity": _identity_said(client),
        "language": choices.said(choices.LANGUAGES, client.language),
        "contact": choices.said(choices.CONTACT, client.contact_preference)
        if client.contact_preference
        else "",
        "needs": needs,
        "consents": consents,
        "seers": queries.who_sees(client, seen),
        "entries": timeline.entries(client, own_entries(client, needs, screenings, consents)),
        "hidden": seen.more_is_hidden,
        "own": client.recorded_by_id == by.organisation_id,
        "may_edit": may(by, Permission.EDIT_PEOPLE, on=client),
        "may_record": may(by, Permission.RECORD_NEEDS),
        "may_consent": may(by, Permission.RECORD_CONSENT),
        "may_list": may(by, Permission.LIST_DISCLOSURES),
        "referral_cards": _template("referrals/_for_client.html"),
    }
    return render(request, "clients/show.html", context)


@page(Permission.LIST_DISCLOSURES)
def disclosures(request: Request, pk: UUID) -> HttpResponseBase:
    """Who saw or received this person's record, to be printed for them."""
    client = fetch(request.actor, Permission.LIST_DISCLOSURES, Client.objects.all(), pk)
    found = queries.disclosures(client)
    request.viewings.append(Viewing(pk, _("the list of who saw the record")))
    context = {"client": client, "acts": found.acts, "cut": found.is_cut, "hidden": found.more_is_hidden}
    return render(request, "clients/disclosures.html", context)


def _identity_said(client: Client) -> list[tuple[str, str]]:
    """The optional facts that were said, in words."""
    row = queries.identity_of(client)
    if row is None:
        return []
    facts = [
        (
            _("Race or ethnicity"),
            ", ".join(choices.said(choices.RACE_ETHNICITY, one) for one in row.race_ethnicity),
        ),
        (_("Gender"), row.gender and choices.said(choices.GENDER, row.gender)),
        (
            _("Sexual orientation"),
            row.sexual_orientation and choices.said(choices.ORIENTATION, row.sexual_orientation),
        ),
        (_("Disability"), row.disability and choices.said(choices.DISABILITY, row.disability)),
        (_("Served in the armed forces"), {None: "", True: _("Yes"), False: _("No")}[row.veteran]),
    ]
    return [(name, value) for name, value in facts if value]


def _hidden(form: PersonForm) -> PersonForm:
    """The same form with nothing to see: what was typed travels on."""
    for field in form.fields.values():
        field.widget = field.hidden_widget()
    return form


def _may(request: Request, name: str) -> bool:
    return may(request.actor, Permission[name])


def _template(name: str) -> str:
    """The template where another room has put one, or nothing."""
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return ""
    return name
