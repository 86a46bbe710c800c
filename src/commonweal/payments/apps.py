from typing import Any

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "commonweal.payments"
    label = "payments"
    verbose_name = "Money"

    def ready(self) -> None:
        from commonweal.agreements import switches

        switches.register("payment", _contract_years)


def _contract_years(by: Any, agreement: Any) -> Any:
    """What the payment terms of an agreement have become here."""
    from commonweal.payments.agreed import contract_years

    return contract_years(by, agreement)
