from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "commonweal.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        """The search finds the pages of the navigation, too."""
        from commonweal.helm.search import register_pages
        from commonweal.web.context import places
        from commonweal.web.sign_in import listen

        listen()
        register_pages(places)
