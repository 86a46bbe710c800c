from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    name = "commonweal.communications"
    label = "communications"
    verbose_name = "Communications"
