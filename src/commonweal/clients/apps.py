from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "commonweal.clients"
    label = "clients"
    verbose_name = "People served"
