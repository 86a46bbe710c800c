"""Lists of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonweal.components.tables import Choice, Column, Empty, Filter, Table, Words, cells
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Import, Provider, Service, Term
from commonweal.directory.rules import MAPPING_WORDS


def capacity_status(service: Any) -> tuple[str, str]:
    """The room of a service as a status: shape and words. Takes a row of a search, too."""
    shape = {"capacity": "done", "waitlist": "waiting", "no-capacity": "stopped", "unknown": "waiting"}.get(
        service.capacity, "moving"
    )
    words = str(dict(Service.CAPACITY)[service.capacity])
    available = getattr(service, "places_available", getattr(service, "available", None))
    maximum = getattr(service, "places_maximum", getattr(service, "maximum", None))
    if available is not None and service.capacity != "unknown":
        of = f" of {maximum}" if maximum is not None else ""
        words = f"{words}: {available}{of}"
    return shape, words


def needs_of(term: Term) -> str:
    """What is known of a term's needs, in words."""
    return ", ".join(
        f"{NeedDomain(row.domain).label}"
        + (f" ({MAPPING_WORDS[row.state].lower()}, {row.confidence:.0%})" if row.state == "suggested" else "")
        for row in term.needs.all()
        if row.state != "rejected"
    )


def _why(term: Term) -> str:
    return "; ".join(row.why for row in term.needs.all() if row.state == "suggested" and row.why)


def changes_in_words(done: Import) -> str:
    """New, changed and gone services of an import; or that nothing changed."""
    totals = {
        name: sum(change.get(name, 0) for change in done.changes.values())
        for name in ("new", "changed", "gone")
    }
    if done.under_way:
        return str(_("Under way"))
    if done.status == "failed":
        return str(_("Stopped: nothing was changed"))
    if not any(totals.values()):
        return str(_("Nothing changed"))
    services = done.changes.get("service", {})
    return str(
        _("%(new)s new, %(changed)s changed, %(gone)s gone services")
        % {name: f"{services.get(name, 0):,}" for name in totals}
    )


class TermTable(Table):
    """The mapping table."""

    name = "terms"
    caption = _("Terms and the needs they stand for")
    columns = (
        Column(
            "name",
            _("Term"),
            sort="name",
            under="code",
            link=lambda term: reverse("directory:term", args=[term.pk]),
        ),
        Column("needs", _("Needs"), value=needs_of, under=_why),
        Column("used", _("Services"), sort="used", align="end"),
        Column("scheme", _("Scheme"), sort="scheme"),
    )
    filters: Sequence[Filter] = (
        Words("q", _("Term or code"), lookups=("name__icontains", "code__istartswith")),
        Choice(
            "state",
            _("State"),
            choices=[("open", _("To be confirmed")), ("none", _("Nothing known")), ("decided", _("Decided"))],
            apply=lambda rows, value: {
                "open": lambda: rows.filter(is_open=True),
                "none": lambda: rows.filter(is_open=False, is_decided=False),
                "decided": lambda: rows.filter(is_decided=True),
            }[value](),
        ),
        Choice(
            "need",
            _("Need"),
            choices=NeedDomain.choices,
            apply=lambda rows, value: rows.filter(needs__domain=value).exclude(
                needs__domain=value, needs__state="rejected"
            ),
        ),
    )
    default_sort = "-used"
    selectable = True
    empty = Empty(
        _("No terms yet"), _("Terms come with an imported directory, each with the needs it may stand for.")
    )


class ImportTable(Table):
    """What was imported."""

    name = "imports"
    caption = _("Imports")
    columns = (
        Column(
            "source",
            _("Source"),
            sort="source",
            under="file_name",
            link=lambda row: reverse("directory:import-done", args=[row.pk]),
        ),
        Column("at", _("When"), value="created_at", draw=cells.ago, sort="created_at"),
        Column("by", _("By"), value="person_name", sort="person_name"),
        Column("rows", _("Rows"), align="end"),
        Column("used", _("Used"), align="end"),
        Column("quarantined", _("Quarantined"), align="end"),
        Column("changes", _("Changes"), value=changes_in_words),
    )
    default_sort = "-at"
    empty = Empty(
        _("Nothing imported yet"),
        _("A package of the Human Services Data Specification (HSDS) brings a whole county's services in."),
    )


class ProviderTable(Table):
    """Providers of the directory and the partners they are."""

    name = "providers"
    caption = _("Providers in the directory")
    columns = (
        Column(
            "name",
            _("Provider"),
            sort="name",
            link=lambda row: reverse("directory:provider", args=[row.pk]),
        ),
        Column(
            "partner",
            _("Partner"),
            value=lambda row: row.partner.name if row.partner else "",
            sort="partner__name",
        ),
        Column("offered", _("Services"), sort="offered", align="end"),
        Column("source", _("Source"), sort="source"),
    )
    filters: Sequence[Filter] = (
        Words("q", _("Name"), lookups=("name__icontains",)),
        Choice(
            "linked",
            _("Partner"),
            choices=[("yes", _("Partners")), ("no", _("Others"))],
            apply=lambda rows, value: rows.filter(partner__isnull=value == "no"),
        ),
    )
    default_sort = "name"
    empty = Empty(_("No providers yet"), _("Providers come with an imported directory."))


class OwnServiceTable(Table):
    """An organisation's own services, to report their room from."""

    name = "own"
    caption = _("Your services")
    columns = (
        Column(
            "name", _("Service"), sort="name", link=lambda row: reverse("directory:service", args=[row.pk])
        ),
        Column(
            "room",
            _("Room"),
            value=lambda row: capacity_status(row)[1],
            shape=lambda row: capacity_status(row)[0],
            sort="capacity",
        ),
        Column("at", _("Reported"), value="capacity_at", draw=cells.ago, sort="capacity_at"),
        Column(
            "report",
            _("Report room now"),
            template="directory/report_cell.html",
            value="pk",
            export=lambda _row: "",
        ),
    )
    default_sort = "name"
    exportable = True
    empty = Empty(
        _("No service of yours is in the directory"),
        _(
            "Whoever keeps the directory can say which of its providers you are; your services then stand here."
        ),
    )


def provider_services(provider: Provider) -> Any:
    """Services of a provider that are still listed."""
    return Service.objects.filter(provider=provider, gone_at__isnull=True).order_by("name")
