from typing import Any

from django.apps import AppConfig


class TechnologyConfig(AppConfig):
    name = "commonweal.technology"
    label = "technology"
    verbose_name = "Technology"

    def ready(self) -> None:
        """Service levels that agreements promise are kept by clocks here; one may talk about records here."""
        from commonweal.agreements import switches
        from commonweal.technology import talked

        switches.register("service", _clocks)
        talked.register_all()


def _clocks(by: Any, agreement: Any) -> Any:
    """The technology partnerships in which an agreement's parties keep service levels."""
    from commonweal.technology.agreed import clocks

    return clocks(by, agreement)
