from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "commonweal.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        from commonweal.web.sign_in import listen

        listen()
