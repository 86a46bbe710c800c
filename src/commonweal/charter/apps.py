from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "commonweal.charter"
    label = "charter"
    verbose_name = "Envision"
