from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "commonweal.plans"
    label = "plans"
    verbose_name = "Act and learn"
