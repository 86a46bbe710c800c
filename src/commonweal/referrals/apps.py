from typing import Any

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "commonweal.referrals"
    label = "referrals"
    verbose_name = "Referrals"

    def ready(self) -> None:
        from commonweal.agreements import switches
        from commonweal.agreements.signals import parted
        from commonweal.clients import timeline
        from commonweal.clients.signals import consent_revoked
        from commonweal.directory.domains import NeedDomain

        timeline.register(_told_on_a_persons_page)
        consent_revoked.connect(_consent_fell_away, dispatch_uid="referrals.consent")
        parted.connect(_agreement_parted, dispatch_uid="referrals.parted")
        switches.know_needs({one.value: one.label for one in NeedDomain})
        switches.register("workflow", _workflow)
        switches.register_closing("referrals", _would_close)


def _consent_fell_away(sender: Any, *, by: Any, client: Any, **_: Any) -> None:
    """Open referrals that their receiver sees no more end in the same transaction."""
    from commonweal.referrals import actions

    actions.withdraw_unseen(by=by, client_id=client.pk)


def _told_on_a_persons_page(client: Any) -> Any:
    """Referrals in a person's timeline."""
    from commonweal.referrals.queries import timeline_entries

    return timeline_entries(client)


def _agreement_parted(sender: Any, *, by: Any, agreement: Any, **_: Any) -> None:
    """Referrals that their receiver sees no more go on, or are given back, as the agreement says."""
    from commonweal.referrals import actions

    actions.settle_running(by=by, agreement=agreement)


def _workflow(by: Any, agreement: Any) -> Any:
    """What a joint workflow does here."""
    from commonweal.referrals.agreed import workflow_sentences

    return workflow_sentences(agreement)


def _would_close(agreement: Any, at: Any) -> list[str]:
    """What an end would mean for referrals, in sentences."""
    from commonweal.referrals.agreed import closing_sentences

    return closing_sentences(agreement)
