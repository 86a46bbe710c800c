from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "commonweal.governance"
    label = "governance"
    verbose_name = "Boundaries"

    def ready(self) -> None:
        """Acts of the rooms below ask here whether they need a decision."""
        from commonweal.access import held
        from commonweal.governance.enforcement import keep

        held.register(keep)
