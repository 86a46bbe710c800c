from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "commonweal.communications"
    label = "communications"
    verbose_name = "Communications"

    def ready(self) -> None:
        from commonweal.communications import signals  # noqa: F401  (connects the receivers)
        from commonweal.communications.grounds import documents_now, documents_to_rest_on
        from commonweal.communications.reviewed import said
        from commonweal.communications.subjects import on_page
        from commonweal.communications.thresholds import ANSWER
        from commonweal.components import reviewing, talking
        from commonweal.governance import grounds
        from commonweal.partners import thresholds

        reviewing.register("said", said)
        grounds.register("document", documents_to_rest_on, documents_now)
        talking.register(on_page)
        thresholds.register(ANSWER)
