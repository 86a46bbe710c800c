from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "commonweal.charter"
    label = "charter"
    verbose_name = "Envision"

    def ready(self) -> None:
        """From when on a draft has lain too long."""
        from commonweal.charter.thresholds import DRAFT
        from commonweal.partners import thresholds

        thresholds.register(DRAFT)
