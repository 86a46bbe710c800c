from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "commonweal.communications"
    label = "communications"
    verbose_name = "Communications"

    def ready(self) -> None:
        from commonweal.communications import signals  # noqa: F401  (connects the receivers)
        from commonweal.communications.reviewed import said
        from commonweal.communications.subjects import on_page
        from commonweal.components import reviewing, talking

        reviewing.register("said", said)
        talking.register(on_page)
