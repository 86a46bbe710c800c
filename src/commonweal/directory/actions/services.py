"""Acts on one entry of the directory."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from commonweal import access, audit
from commonweal.access import Actor, NotAllowed, Permission
from commonweal.database import clock
from commonweal.directory import events, following
from commonweal.directory.domains import NeedDomain
from commonweal.directory.models import Provider, Service
from commonweal.partners.models import Organisation


def confirm_service(*, by: Actor, service: Service) -> None:
    """Somebody of the service, or whoever keeps the directory, says that the entry is right as it stands."""
    if not access.may(by, Permission.REPORT_CAPACITY, on=service) and not access.may(
        by, Permission.MANAGE_DIRECTORY, on=service
    ):
        raise NotAllowed(by, Permission.REPORT_CAPACITY)
    with transaction.atomic():
        Service.objects.filter(pk=service.pk).update(confirmed_at=clock.now(), confirmed_by=by.person_name)
        audit.record(by, events.SERVICE_CONFIRMED, on=service, service=service.name)


def set_needs(*, by: Actor, service: Service, needs: Iterable[NeedDomain] | None) -> None:
    """Say by hand which needs a service answers; None: as its terms say again."""
    access.require(by, Permission.MANAGE_DIRECTORY, on=service)
    with transaction.atomic():
        if needs is None:
            Service.objects.filter(pk=service.pk).update(domains_by_hand=False)
            following.needs_of_services(service.alliance_id)
            words = "what its terms say"
        else:
            chosen = [domain for domain in NeedDomain if domain in set(needs)]
            Service.objects.filter(pk=service.pk).update(
                domains_by_hand=True, domains=sorted(domain.value for domain in chosen)
            )
            words = ", ".join(domain.label for domain in chosen) or "none"
        audit.record(by, events.NEEDS_SET, on=service, service=service.name, needs=words)


def link_provider(*, by: Actor, provider: Provider, partner: Organisation | None) -> None:
    """Say which partner a provider of the directory is; its people then report for its services.

    None takes the link away.
    """
    access.require(by, Permission.MANAGE_DIRECTORY, on=provider)
    with transaction.atomic():
        Provider.objects.filter(pk=provider.pk).update(partner=partner)
        if partner is None:
            audit.record(by, events.PROVIDER_UNLINKED, on=provider, provider=provider.name)
        else:
            audit.record(
                by, events.PROVIDER_LINKED, on=provider, provider=provider.name, partner=partner.name
            )
