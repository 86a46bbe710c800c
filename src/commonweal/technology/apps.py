from django.apps import AppConfig


class TechnologyConfig(AppConfig):
    name = "commonweal.technology"
    label = "technology"
    verbose_name = "Technology"
