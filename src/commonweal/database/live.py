"""Live changes: a notification in the transaction that makes the change, delivered when it commits.

A notification names what changed and whom it concerns, never what it says: the page asks for the new part
under its own identity, so the row policies decide again. Nothing is lost when a connection drops, because a page
that connects again asks for everything anew.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

CHANNEL = "commonweal"
NOTIFY = "select pg_notify(%s, %s)"


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

    async def stream(self, *, organisation: UUID, alliance: UUID, beat: float = 20.0) -> AsyncIterator[bytes]:
        """Server-sent events for one page: topics that concern this organisation, and a beat that shows life."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)
        self._queues[queue] = (str(organisation), str(alliance))
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
                    # Whatever happened while nobody listened: every page asks anew.
                    self._everywhere("ready")
                    async for notification in listening.notifies():
                        self._deliver(json.loads(notification.payload))
            except psycopg.OperationalError:
                await asyncio.sleep(1)

    def _deliver(self, message: dict[str, object]) -> None:
        concerned = message["organisations"]
        for queue, (organisation, alliance) in list(self._queues.items()):
            mine = organisation in concerned if concerned else message["alliance"] == alliance  # type: ignore[operator]
            if mine and not queue.full():
                queue.put_nowait(str(message["topic"]))

    def _everywhere(self, topic: str) -> None:
        for queue in list(self._queues):
            if not queue.full():
                queue.put_nowait(topic)


_DJANGOS_OWN = {"pool", "server_side_binding", "prepare_threshold"}
"""Options of Django's connections that say nothing to the server."""


def _conninfo() -> str:
    database = settings.DATABASES["default"]
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
