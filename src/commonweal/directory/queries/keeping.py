"""What whoever keeps the directory needs to see: imports, the mapping table, providers and partners."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from commonweal.access import Actor
from commonweal.directory.models import Import, Provider, Service, Term, TermNeed
from commonweal.directory.queries.search import AUDIENCE


def imports(by: Actor) -> QuerySet[Import]:
    """All imports, the newest first, without the quarantined rows themselves."""
    return Import.objects.filter(alliance_id=by.own_alliance_id).defer("quarantine")


def terms_to_map(by: Actor) -> QuerySet[Term]:
    """Terms that say what a service does, with how many services carry them and what is known of their needs.

    The 211 taxonomy's section Y says for whom a service is; its terms stand for no need.
    """
    return (
        Term.objects.filter(alliance_id=by.own_alliance_id, gone_at__isnull=True)
        .exclude(code__regex=AUDIENCE)
        .annotate(
            used=Count("services"),
            is_open=Exists(TermNeed.objects.filter(term=OuterRef("pk"), state="suggested")),
            is_decided=Exists(TermNeed.objects.filter(term=OuterRef("pk")).exclude(state="suggested")),
        )
        .prefetch_related(Prefetch("needs", TermNeed.objects.order_by("-confidence", "domain")))
    )


def providers_to_link(by: Actor) -> QuerySet[Provider]:
    """Providers with their number of services and the partner they are."""
    listed = Service.objects.filter(provider=OuterRef("pk"), gone_at__isnull=True)
    return (
        Provider.objects.filter(Exists(listed), alliance_id=by.own_alliance_id)
        .annotate(offered=Count("services"))
        .select_related("partner")
        .order_by("name")
    )
