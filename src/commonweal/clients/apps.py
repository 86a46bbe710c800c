from typing import Any

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "commonweal.clients"
    label = "clients"
    verbose_name = "People served"

    def ready(self) -> None:
        from commonweal.agreements.signals import terms_changed

        terms_changed.connect(_openings_follow, dispatch_uid="clients.openings")


def _openings_follow(sender: Any, *, agreement: Any, **_: Any) -> None:
    """What consents open through an agreement changes with the agreement, in the same transaction."""
    from commonweal.clients.actions.consents import rework_openings

    rework_openings(agreement_id=agreement.pk)
