from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "commonweal.communications"
    label = "communications"
    verbose_name = "Communications"

    def ready(self) -> None:
        from commonweal.communications import signals  # noqa: F401  (connects the receivers)
        from commonweal.communications.reviewed import said
        from commonweal.components import reviewing

        reviewing.register("said", said)
