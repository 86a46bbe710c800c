from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "commonweal.performance"
    label = "performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        """From when on figures are late."""
        from commonweal.partners import thresholds
        from commonweal.performance.thresholds import FEED

        thresholds.register(FEED)
