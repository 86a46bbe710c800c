from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "commonweal.performance"
    label = "performance"
    verbose_name = "Performance"
