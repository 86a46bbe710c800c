from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "commonweal.agreements"
    label = "agreements"
    verbose_name = "Agreements"

    def ready(self) -> None:
        from commonweal.agreements import actions
        from commonweal.agreements.thresholds import LAPSES
        from commonweal.partners import thresholds
        from commonweal.partners.signals import membership_ended

        membership_ended.connect(actions.membership_ended, dispatch_uid="agreements.membership_ended")
        thresholds.register(LAPSES)
