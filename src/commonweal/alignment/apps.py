from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    name = "commonweal.alignment"
    label = "alignment"
    verbose_name = "Align"

    def ready(self) -> None:
        """Reviews hear how partners get on with each other."""
        from commonweal.alignment.reviewed import relationships
        from commonweal.alignment.thresholds import PROSPECT, STAKEHOLDER
        from commonweal.components import reviewing
        from commonweal.partners import thresholds

        reviewing.register("relationships", relationships)
        thresholds.register(STAKEHOLDER, PROSPECT)
