from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    name = "commonweal.alignment"
    label = "alignment"
    verbose_name = "Align"

    def ready(self) -> None:
        """Reviews hear how partners get on with each other."""
        from commonweal.alignment.reviewed import relationships
        from commonweal.components import reviewing

        reviewing.register("relationships", relationships)
