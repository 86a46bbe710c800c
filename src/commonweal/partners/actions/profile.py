"""What a partner says of itself, and where it works."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from commonweal import audit
from commonweal.access import Actor, NotAllowed, Permission, may
from commonweal.database.models import column
from commonweal.partners import events
from commonweal.partners.models import Organisation, Site


def _require(by: Actor, organisation: Organisation) -> None:
    if not may(by, Permission.EDIT_ANY_PARTNER) and not may(by, Permission.EDIT_PARTNER, on=organisation):
        raise NotAllowed(by, Permission.EDIT_PARTNER)


def edit_profile(*, by: Actor, organisation: Organisation, **facts: Any) -> Organisation:
    """Change what the partner's page says. Raises NotAllowed. Nothing changed: nothing recorded."""
    _require(by, organisation)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        changed = [name for name, value in facts.items() if getattr(organisation, name) != value]
        if not changed:
            return organisation
        for name in changed:
            setattr(organisation, name, facts[name])
        organisation.save(update_fields=changed)
        audit.record(
            by,
            events.PROFILE_CHANGED,
            on=organisation,
            organisation=organisation.name,
            fields=", ".join(str(column(Organisation, name).verbose_name) for name in changed),
        )
    return organisation


def add_site(*, by: Actor, organisation: Organisation, **facts: Any) -> Site:
    """A place where the partner works. Raises NotAllowed."""
    _require(by, organisation)
    with transaction.atomic():
        site = Site.objects.create(organisation=organisation, **facts)
        audit.record(by, events.SITE_ADDED, on=site, organisation=organisation.name, site=site.name)
    return site


def change_site(*, by: Actor, site: Site, **facts: Any) -> Site:
    """Change a place. Raises NotAllowed."""
    _require(by, site.organisation)
    with transaction.atomic():
        site = Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=site.pk)
        for name, value in facts.items():
            setattr(site, name, value)
        site.save(update_fields=list(facts))
        audit.record(by, events.SITE_CHANGED, on=site, organisation=site.organisation.name, site=site.name)
    return site


def remove_site(*, by: Actor, site: Site) -> None:
    """The partner no longer works there. Raises NotAllowed."""
    _require(by, site.organisation)
    with transaction.atomic():
        organisation, name = site.organisation, site.name
        site.delete()
        audit.record(by, events.SITE_REMOVED, on=organisation, organisation=organisation.name, site=name)
