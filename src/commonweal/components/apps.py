"""The Django application `components`."""

from __future__ import annotations

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Page parts only: it has no models and asks nothing of any other room."""

    name = "commonweal.components"
    label = "components"
    verbose_name = "Page parts"
