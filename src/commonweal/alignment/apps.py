from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    name = "commonweal.alignment"
    label = "alignment"
    verbose_name = "Align"
