"""The website as static files: every page as a stranger gets it, with links that work in any folder."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.urls import reverse

from commonweal.communications.models import Image
from commonweal.communications.public import visiting
from commonweal.communications.queries import public
from commonweal.communications.views.site.pages import site_addresses
from commonweal.components import letters
from commonweal.database.identity import Identity, acting

_LINK = re.compile(rb'(?P<name>\b(?:href|src|action))="(?P<to>/[^"]*)"')
_FORM = re.compile(rb'<form (?P<rest>[^>]*)method="post"')


class NoSite(Exception):
    """There is no website to export; the message says why."""


def published_sites() -> list[str]:
    """The addresses of websites that are open to the public."""
    with acting(Identity()), connection.cursor() as cursor:
        cursor.execute("select slug from commonweal.open_sites()")
        return [slug for (slug,) in cursor.fetchall()]


def write(folder: Path, slug: str | None) -> int:
    """Write a website's files; answers how many.

    Raises NoSite where there is none, none of this name, or several to choose among.
    """
    sites = published_sites()
    if slug is None and len(sites) > 1:
        raise NoSite(f"There are several websites; choose one with --site: {', '.join(sites)}.")
    if not sites or (slug is not None and slug not in sites):
        raise NoSite(
            f"No website “{slug}” is open to the public." if slug else "No website is open to the public."
        )
    slug = slug or sites[0]
    with visiting(slug) as visit:
        paths = [path for several in site_addresses(visit.site).values() for path in several.values()]
        for code in visit.site.languages:
            paths += [
                reverse("site:feed", args=[slug, code]),
                reverse("site:events-calendar", args=[slug, code]),
            ]
            paths += [
                reverse("site:event-calendar", args=[slug, code, one.slug]) for one in public.events_all()
            ]
        paths.append(reverse("site:sitemap", args=[slug]))
        paths += [
            reverse("site:picture", args=[slug, name])
            for name in Image.objects.filter(public_at__isnull=False).values_list("name", flat=True)
        ]
        paths += [reverse("site:document", args=[slug, one.pk]) for one in public.documents()]
        language = visit.site.language
    return _write_all(folder, paths, entrance=reverse("site:home", args=[slug, language]))


def _write_all(folder: Path, paths: list[str], *, entrance: str) -> int:
    """Fetch each path as a stranger's browser does, and keep it under its own name."""
    # A name that the deployment answers to; nothing leaves this process.
    host = next((one for one in settings.ALLOWED_HOSTS if not one.startswith((".", "*", "["))), "localhost")
    browser = Client(headers={"host": host})
    answers: dict[str, tuple[bytes, str]] = {}
    for path in paths:
        response = browser.get(path, secure=letters.address("").startswith("https://"))
        if response.status_code == 200:
            answers[path] = (response.content, response["Content-Type"])
    names = {path: _name(path, kind) for path, (_content, kind) in answers.items()}
    statics: set[str] = set()
    for path, (content, kind) in answers.items():
        page = kind.startswith("text/html")
        _put(folder / names[path], _relative(content, path, names, statics) if page else content)
    for name in sorted(statics):
        found = finders.find(name.removeprefix("/static/"))
        if found:
            _put(folder / name.lstrip("/"), Path(found).read_bytes())
    target = names[entrance]
    _put(
        folder / "index.html",
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={target}">'
        f'<title>…</title><a href="{target}">{target}</a>'.encode(),
    )
    return len(answers) + len(statics) + 1


def _name(path: str, kind: str) -> str:
    """The file that a path becomes; those without an ending of their own are pages or documents."""
    plain = path.lstrip("/")
    if kind.startswith("text/html"):
        return plain + ("index.html" if plain.endswith("/") else "/index.html")
    return plain.rstrip("/")


def _relative(content: bytes, path: str, names: dict[str, str], statics: set[str]) -> bytes:
    """Links to pages that are exported become relative; all others lead to the living website."""
    here = PurePosixPath(names[path]).parent

    def link(match: re.Match[bytes]) -> bytes:
        to = match.group("to").decode()
        bare = unquote(urlsplit(to).path)
        action = match.group("name") == b"action"
        if bare.startswith("/static/"):
            statics.add(bare)
            target = bare.lstrip("/")
        elif bare in names and not action:
            target = names[bare]
        else:
            return match.group("name") + b'="' + letters.address(to).encode() + b'"'
        told = os.path.relpath(target, here).replace(os.sep, "/")
        return match.group("name") + b'="' + told.encode() + b'"'

    content = _LINK.sub(link, content)
    # A form without an address posts to its own page, which is a file here.
    living = b'<form \\g<rest>action="' + letters.address(path).encode() + b'" method="post"'
    return _FORM.sub(living, content)


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
