from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "commonweal.partners"
    label = "partners"
    verbose_name = "Partners"
