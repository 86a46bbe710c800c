"""Many tables laid at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class Tables(Operation):
    """Tables made together, with the fields, indexes and constraints that are added to them in the same breath.

    Django draws the whole house of models anew after each `CreateModel` that refers to another, and again after each
    field added later, so laying n tables takes time in n². Here it is drawn once, and each table is made as it
    stands at the end. The operations are those that `makemigrations` writes; all of them must be about tables that are
    made here. Raises ValueError otherwise.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations
        self.names = [one.name for one in operations if isinstance(one, CreateModel)]
        made = {name.lower() for name in self.names}
        for one in operations:
            about = getattr(one, "model_name", None) or one.name  # type: ignore[attr-defined]
            if about.lower() not in made:
                raise ValueError(f"{one.describe()}: {about} is not made here")

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Note all of them; the models are drawn when somebody asks for one."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make each table."""
        for name in self.names:
            model = to_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop each table, last first."""
        for name in reversed(self.names):
            model = from_state.apps.get_model(app_label, name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        """What it does, for the list of a plan."""
        return f"Lay the tables {', '.join(self.names)}"
