from django.apps import AppConfig


class HelmConfig(AppConfig):
    name = "commonweal.helm"
    label = "helm"
    verbose_name = "Home"

    def ready(self) -> None:
        """What the facts of the capabilities are measured by."""
        from commonweal.helm import thresholds as own
        from commonweal.partners import thresholds

        thresholds.register(*own.ALL)
