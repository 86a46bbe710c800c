"""Before a command that needs the database: find or start it, then set Django up."""

from __future__ import annotations

import os
import secrets
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from commonweal.cli.failures import Failure


def boot(*, owner: bool = False, data_dir: Path | None = None, pool: bool = False) -> None:
    """Connect this process to the database and set Django up.

    `DATABASE_URL` names a real server, where the application signs on as the application's role;
    `DATABASE_OWNER_URL` is the owner's way in, for commands that change the schema. Without them the embedded
    server of the data folder is started (or joined) and prepared.

    Raises Failure with what to do when there is no way in.
    """
    starting: Future[str] | None = None
    if os.environ.get("COMMONWEAL_CONNINFO"):
        pass  # whoever started this process has found it
    elif url := os.environ.get("DATABASE_OWNER_URL" if owner else "DATABASE_URL"):
        os.environ["COMMONWEAL_CONNINFO"] = url
    elif owner and os.environ.get("DATABASE_URL"):
        raise Failure(
            "This command needs the database's owner. Set DATABASE_OWNER_URL beside DATABASE_URL "
            "(docs/how-to/run-it.md)."
        )
    else:
        starting = _embedded(data_folder(data_dir), owner=owner)
    if pool:
        os.environ["COMMONWEAL_POOL"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.web.settings")
    import django

    django.setup()
    if starting is not None:
        _connect(starting.result())


def _connect(conninfo: str) -> None:
    """Tell Django, which is set up already, where the database has come to run."""
    from django.conf import settings

    from commonweal.web.settings import database

    os.environ["COMMONWEAL_CONNINFO"] = conninfo
    settings.DATABASES["default"].update(database())


def data_folder(data_dir: Path | None = None) -> Path:
    """The folder of this deployment's data: the option, the environment, or the user's data directory."""
    from commonweal.database.embedded import default_data_dir

    return data_dir or Path(os.environ.get("COMMONWEAL_DATA_DIR") or default_data_dir())


def _embedded(folder: Path, *, owner: bool) -> Future[str]:
    """Start the server of a folder while Django is set up: each takes a second or two, a new folder's longer."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("COMMONWEAL_SECRET_KEY", deployment_secret(folder))
    os.environ.setdefault("COMMONWEAL_OUTBOX", str(folder / "outbox"))
    os.environ.setdefault("COMMONWEAL_UPLOADS", str(folder / "uploads"))
    starter = ThreadPoolExecutor(1)
    starting = starter.submit(_started, folder, owner=owner)
    starter.shutdown(wait=False)
    return starting


def _started(folder: Path, *, owner: bool) -> str:
    from commonweal.database.embedded import APPLICATION, OWNER, EmbeddedServer, ServerFailed, prepare

    try:
        server = EmbeddedServer.start(folder)
    except ServerFailed as error:
        raise Failure(str(error)) from error
    prepare(server.superuser)
    return server.conninfo(OWNER if owner else APPLICATION)


def deployment_secret(folder: Path) -> str:
    """The deployment's secret, made once."""
    path = folder / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
