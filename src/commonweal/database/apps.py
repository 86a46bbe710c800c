from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "commonweal.database"
    label = "database"
    verbose_name = "Database"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate

        from commonweal.database import plans
        from commonweal.database.roles import grant_to_application

        connection_created.connect(plans.keep, dispatch_uid="commonweal.plans")
        post_migrate.connect(grant_to_application, dispatch_uid="commonweal.grant")
