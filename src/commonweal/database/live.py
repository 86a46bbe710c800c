"""Live changes: a notification in the transaction that makes the change, delivered when it commits.

A notification names what changed and whom it concerns, never what it says: the page asks for the new part
under its own identity, so the row policies decide again. Nothing is lost when a connection drops, because a page
that connects again asks for everything anew; and nothing between the drawing of a page and its first connection,
because what was told in that time is told again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

CHANNEL = "commonweal"
NOTIFY = "select pg_notify(%s, %s)"
KEPT = 120.0
"""Seconds for which a notification is kept for pages that were drawn before it and connect after it."""
SLACK = 0.25
"""Seconds by which the clocks of the database and of this process may differ."""


def notify(topic: str, *, organisations: Iterable[UUID | None] = (), alliance: UUID | None = None) -> None:
    """Tell open pages of these organisations (none named: of the whole alliance) that something changed."""
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY, [CHANNEL, message(topic, organisations=organisations, alliance=alliance)])


def message(topic: str, *, organisations: Iterable[UUID | None] = (), alliance: UUID | None = None) -> str:
    """What `notify` sends."""
    return json.dumps(
        {
            "topic": topic,
            "organisations": sorted({str(one) for one in organisations if one is not None}),
            "alliance": str(alliance) if alliance is not None else None,
        }
    )


class Broker:
    """One listening connection for a process; each open page has a queue."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[str], tuple[str, str]] = {}
        self._task: asyncio.Task[None] | None = None
        self._told: deque[tuple[float, dict[str, object]]] = deque()
        self._listening_since: float | None = None

    async def stream(
        self, *, organisation: UUID, alliance: UUID, drawn: float | None = None, beat: float = 20.0
    ) -> AsyncGenerator[bytes]:
        """Server-sent events for one page: topics that concern this organisation, and a beat that shows life.

        drawn: when the page was drawn, in seconds since 1970. What was told since then comes first.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        self._queues[queue] = (str(organisation), str(alliance))
        if drawn is not None:
            self._tell_again(queue, drawn - SLACK)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield b"retry: 2000\nevent: ready\ndata: ready\n\n"
            while True:
                try:
                    topic = await asyncio.wait_for(queue.get(), timeout=beat)
                except TimeoutError:
                    yield b": still here\n\n"
                else:
                    yield f"event: {topic}\ndata: {topic}\n\n".encode()
        finally:
            self._queues.pop(queue, None)

    async def _listen(self) -> None:
        while self._queues:
            try:
                async with await psycopg.AsyncConnection.connect(_conninfo(), autocommit=True) as listening:
                    await listening.execute(f"listen {CHANNEL}")
                    self._listening_since = time.time()
                    # Whatever happened while nobody listened: every page asks anew.
                    self._everywhere("ready")
                    async for notification in listening.notifies():
                        self._deliver(json.loads(notification.payload))
            except psycopg.OperationalError:
                self._listening_since = None
                await asyncio.sleep(1)
        self._listening_since = None

    def _deliver(self, message: dict[str, Any]) -> None:
        now = time.time()
        self._told.append((now, message))
        while self._told and self._told[0][0] < now - KEPT:
            self._told.popleft()
        for queue in list(self._queues):
            if self._concerns(queue, message) and not queue.full():
                queue.put_nowait(str(message["topic"]))

    def _concerns(self, queue: asyncio.Queue[str], message: dict[str, Any]) -> bool:
        organisation, alliance = self._queues[queue]
        concerned = message["organisations"]
        return bool(organisation in concerned if concerned else message["alliance"] == alliance)

    def _tell_again(self, queue: asyncio.Queue[str], since: float) -> None:
        """What was told since an instant, each topic once; where nobody listened all that time, to ask anew."""
        if self._listening_since is None:
            return  # Whoever begins to listen tells every page so.
        if since < max(self._listening_since, time.time() - KEPT):
            queue.put_nowait("ready")
            return
        topics = [
            str(told["topic"]) for at, told in self._told if at >= since and self._concerns(queue, told)
        ]
        for topic in dict.fromkeys(topics):
            queue.put_nowait(topic)

    def _everywhere(self, topic: str) -> None:
        for queue in list(self._queues):
            if not queue.full():
                queue.put_nowait(topic)


_DJANGOS_OWN = {"pool", "server_side_binding", "prepare_threshold"}
"""Options of Django's connections that say nothing to the server."""


def _conninfo() -> str:
    database: dict[str, Any] = settings.DATABASES["default"]
    options = {key: value for key, value in database["OPTIONS"].items() if key not in _DJANGOS_OWN}
    return psycopg.conninfo.make_conninfo(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        **options,
    )


broker = Broker()
