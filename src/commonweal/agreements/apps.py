from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "commonweal.agreements"
    label = "agreements"
    verbose_name = "Agreements"
