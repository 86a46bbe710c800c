from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "commonweal.plans"
    label = "plans"
    verbose_name = "Act and learn"

    def ready(self) -> None:
        """Lessons are shown wherever somebody begins something; actions stand among what partners promised; reviews
        are pinned to the indicators they spoke of.
        """
        from commonweal.components import resembling
        from commonweal.governance.queries import promises
        from commonweal.partners import thresholds
        from commonweal.performance import pinned
        from commonweal.plans import thresholds as own
        from commonweal.plans.pinned import reviews
        from commonweal.plans.promised import actions
        from commonweal.plans.resembling import lessons

        resembling.register(lessons)
        promises.register("plans", actions)
        pinned.register(reviews)
        thresholds.register(*own.ALL)
