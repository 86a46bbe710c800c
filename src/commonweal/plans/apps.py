from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "commonweal.plans"
    label = "plans"
    verbose_name = "Act and learn"

    def ready(self) -> None:
        from commonweal.components import resembling
        from commonweal.plans.resembling import lessons

        resembling.register(lessons)
