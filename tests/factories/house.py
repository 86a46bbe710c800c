"""The product at an address of this machine, within the transaction of the test: what it made is gone afterwards.

A real browser needs a real server. It runs in threads of this process and uses the test's own connection, one request
at a time, so that the browser sees what the test has made and nothing stays behind.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test.testcases import QuietWSGIRequestHandler


class _House(ThreadedWSGIServer):
    """Threads end without closing what is not theirs: the connection is the test's."""

    def _close_connections(self) -> None:
        """Nothing to close."""


@contextmanager
def house() -> Iterator[str]:
    """The address, `http://localhost:…` (a secure context for browsers: passkeys work there)."""
    # The application works through one pool of connections for whoever asks; here there is one connection for all.
    one_at_a_time = threading.Lock()
    handler = WSGIHandler()

    def answer(environ, start_response):  # type: ignore[no-untyped-def]
        if environ["PATH_INFO"] == "/live/":
            # The stream of live changes needs a server that can wait; 204 tells a page not to ask again.
            start_response("204 No Content", [])
            return []
        with one_at_a_time:
            response = handler(environ, start_response)
            try:
                return [b"".join(response)]
            finally:
                response.close()

    # Between requests Django closes what is in a transaction; this one is the test's (its own client does the same).
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    connection = connections["default"]
    connection.ensure_connection()
    connection.inc_thread_sharing()
    server = _House(("127.0.0.1", 0), QuietWSGIRequestHandler, connections_override={"default": connection})
    server.set_app(answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        connection.dec_thread_sharing()
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
