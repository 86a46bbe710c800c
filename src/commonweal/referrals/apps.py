from typing import Any

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "commonweal.referrals"
    label = "referrals"
    verbose_name = "Referrals"

    def ready(self) -> None:
        from commonweal.clients import timeline
        from commonweal.clients.signals import consent_revoked

        timeline.register(_told_on_a_persons_page)
        consent_revoked.connect(_consent_fell_away, dispatch_uid="referrals.consent")


def _consent_fell_away(sender: Any, *, by: Any, client: Any, **_: Any) -> None:
    """Open referrals that their receiver sees no more end in the same transaction."""
    from commonweal.referrals import actions

    actions.withdraw_unseen(by=by, client_id=client.pk)


def _told_on_a_persons_page(client: Any) -> Any:
    """Referrals in a person's timeline."""
    from commonweal.referrals.queries import timeline_entries

    return timeline_entries(client)
