from django.apps import AppConfig


class HelmConfig(AppConfig):
    name = "commonweal.helm"
    label = "helm"
    verbose_name = "Home"
