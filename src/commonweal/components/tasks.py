"""Background work of all rooms alike: letters."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from commonweal.components import letters
from commonweal.database.jobs import PATIENT


@app.task(name="components.deliver", retry=PATIENT)
def deliver(letter: dict[str, Any]) -> None:
    """Send one letter; tried again, ever later, while the mail server cannot be reached."""
    letters.message(letters.Letter.of(letter)).send()
