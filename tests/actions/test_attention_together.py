"""What needs somebody, of all rooms: the same words whether a room is asked alone or with all others at once."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from commonweal.access.actor import Actor
from commonweal.components.attention import Attention
from commonweal.directory.domains import NeedDomain
from commonweal.helm import queries
from tests.factories import World
from tests.factories.attention import attention_of
from tests.factories.town import Town

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).with_name("attention_words.txt")
"""As each room said it before rooms were asked together; a changed sentence is changed here on purpose."""
ROLES = ("convenor", "partner_lead", "navigator", "intake_worker", "analyst", "board_member", "viewer")
LATER = (0, 40, 400)
"""Days after which the same town is looked at, so that much of it has fallen due."""
NAMES = "|".join([*calendar.month_name[1:], *calendar.day_name])
STATEMENTS = {"agreements": 2, "communications": 3}
"""Statements of a room asked alone, where one is not enough."""


def rooms() -> list[str]:
    return sorted(
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith("commonweal.")
        and config.label not in {"components", "helm", "web"}
        and module_has_submodule(config.module, "attention")
    )


def alone(room: str, by: Actor, days: int) -> list[Attention]:
    return attention_of(room)(by, timezone.now() + timedelta(days=days))


def said(one: Attention) -> str:
    """Without what differs from run to run: keys, numbers, days."""
    words = (one.key, one.capability, one.audience, str(one.why), str(one.next_label), one.next_url)
    line = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "#", " | ".join(words))
    return re.sub(r"\d+(\.\d+)?", "#", re.sub(rf"\b({NAMES})\b", "#", line))


@pytest.fixture
def seats() -> Iterator[list[tuple[str, Actor]]]:
    town = Town()
    services = [town.world.service(town.hospital, NeedDomain.FOOD, name="Boxes")]
    client = town.world.client(town.hospital)
    need = town.world.need(client, urgency="urgent")
    for status in ("requested", "on-hold", "rejected", "failed", "completed"):
        late = {"answer_due_at": timezone.now() - timedelta(days=2), "status_at": timezone.now()}
        town.world.referral(need, town.hospital, status=status, service=services[0], **late)
    yield [(role, town.world.seat(town.hospital, role)) for role in ROLES]


def test_each_room_says_what_it_said(seats: list[tuple[str, Actor]]) -> None:
    found = []
    for role, by in seats:
        with World.as_(by):
            for days in LATER:
                lines = {said(one) for room in rooms() for one in alone(room, by, days)}
                found += [f"{role} | {days} | {line}" for line in sorted(lines)]
    kept = KEPT.read_text(encoding="utf-8").splitlines()
    assert found == kept, "\n".join(sorted(set(found) ^ set(kept)))
    kinds = {line.split(" | ")[2].split(":")[0] for line in kept}
    assert len(kinds) >= 30, "a town in which little needs anybody would prove little"


def test_together_they_say_what_each_says_alone(seats: list[tuple[str, Actor]]) -> None:
    for _role, by in seats:
        for days in LATER:
            now = timezone.now() + timedelta(days=days)
            with World.as_(by):
                together = sorted(queries.everything(by, now), key=lambda one: one.key)
                each = [one for room in rooms() for one in attention_of(room)(by, now)]
            assert together == sorted(each, key=lambda one: one.key)


def test_each_room_is_asked_once(seats: list[tuple[str, Actor]]) -> None:
    for role, by in seats:
        with World.as_(by):
            for room in rooms():
                with CaptureQueriesContext(connection) as asked:
                    alone(room, by, 40)
                assert len(asked) <= STATEMENTS.get(room, 1), (role, room, [one["sql"] for one in asked])
