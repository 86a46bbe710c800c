"""Every field of a row about a person served is classified."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from commonweal.clients.personal import CLASSES, FIELDS


def rows_about_people() -> list[type[models.Model]]:
    """Models that point at a person served, and those that hang on such a model."""
    client = apps.get_model("clients", "Client")
    known = {client}
    while True:
        more = {
            model
            for model in apps.get_models()
            if model not in known
            and model._meta.app_label in {"clients", "referrals"}
            and any(field.related_model in known for field in model._meta.fields if field.is_relation)
        }
        if not more:
            return sorted(known, key=lambda model: model._meta.label)
        known |= more


def test_every_field_is_classified() -> None:
    missing, gone = [], []
    for model in rows_about_people():
        names = {field.name for field in model._meta.fields}
        classified = FIELDS.get(model._meta.label, {})
        missing += [f"{model._meta.label}.{name}" for name in sorted(names - set(classified))]
        gone += [f"{model._meta.label}.{name}" for name in sorted(set(classified) - names)]
    assert missing == [], "say in clients/personal.py what these hold"
    assert gone == []


def test_classes_are_known() -> None:
    assert {kind for fields in FIELDS.values() for kind in fields.values()} <= set(CLASSES)
