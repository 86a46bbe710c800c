"""The application as the web server sees it."""

from __future__ import annotations

import gc
import os
import warnings

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.web.settings")

# Files (style sheets, exports) are small and are read as they are sent; Django says so at every one of them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

pages = get_asgi_application()

from commonweal.web import live  # noqa: E402  (needs the settings that the line above has read)

# All pages are imported now, not by whoever asks first; what they are made of is never thrown away, and the collector
# need not go through a million such things at every tenth page, which took it a fifth of a second each time.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()


async def application(scope: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """Pages by Django; the one long stream beside it."""
    if scope["type"] == "http" and scope["path"] == live.PATH:
        await live.live(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await pages(scope, receive, send)  # type: ignore[arg-type]  # its messages are dictionaries, not only mappings


async def _lifespan(receive: live.Receive, send: live.Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
