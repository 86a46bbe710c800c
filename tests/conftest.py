"""One embedded PostgreSQL for the whole run, a database for each worker, and no other network."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from tests.examples import by_day

# A test says what is right, never how quickly; beside other work a machine may be slow.
settings.register_profile(
    "steady", max_examples=by_day(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.web.settings")
os.environ["COMMONWEAL_EMAIL_BACKEND"] = "django.core.mail.backends.locmem.EmailBackend"
os.environ["COMMONWEAL_SECRET_KEY"] = "only for tests"
os.environ["COMMONWEAL_DEMO"] = ""
os.environ["COMMONWEAL_NETWORK_FIGURES_KEPT"] = "0"

TEMPLATE = "commonweal_template"


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the server; workers are told where it is."""
    if hasattr(config, "workerinput"):
        return
    if kept := os.environ.get("COMMONWEAL_TEST_KEEP"):
        # For one who runs few tests often: the server's files stay, and with them the migrated template.
        folder = Path(kept)
        folder.mkdir(parents=True, exist_ok=True)
    else:
        # A socket's path may have about 100 characters, so the folder is a short one.
        folder = Path(tempfile.mkdtemp(prefix="cw-"))
    folder.chmod(0o755)
    os.environ["COMMONWEAL_TEST_DATA"] = str(folder)
    if not kept:
        config.stash[_FOLDER] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """The server ends with the run, its files with it."""
    gc.unfreeze()
    if (folder := config.stash.get(_FOLDER, None)) is not None:
        shutil.rmtree(folder, ignore_errors=True)


_FOLDER = pytest.StashKey[Path]()

LANES = {
    "tests/journeys/test_story.py": 1,
    "tests/journeys/test_killed.py": 1,
    "tests/journeys/test_restart.py": 1,
    "tests/actions/test_demo.py": 2,
    "tests/actions/test_communications_killed.py": 2,
    "tests/properties/test_evidence_engines.py": 2,
}
"""Long tests by the worker that begins with them; whatever walks through the demo is worker 0's, so that it is filled
once. The short ones even out the end."""


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are processors: journeys spend much of their time waiting for a browser or a database."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each worker gets a piece of the list and takes from the ends of others': the long tests begin the pieces."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers == 1:
        return
    lanes: list[list[pytest.Item]] = [[] for _ in range(workers)]
    short = []
    for item in items:
        on_demo = "demo" in getattr(item, "fixturenames", ())
        lane = 0 if on_demo else LANES.get(item.nodeid.partition("::")[0])
        (short if lane is None else lanes[lane % workers]).append(item)
    ordered: list[pytest.Item] = []
    for number, lane in enumerate(lanes):
        piece = (len(items) - len(ordered)) // (workers - number)
        ordered += lane + short[: max(0, piece - len(lane))]
        del short[: max(0, piece - len(lane))]
    items[:] = ordered + short


def pytest_collection_finish() -> None:
    """What collecting has loaded stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def server() -> Iterator[object]:
    """The embedded server of this run, joined by every worker; its template database is migrated once."""
    import fasteners

    from commonweal.database.embedded import OWNER, EmbeddedServer, prepare
    from commonweal.database.structure import fingerprint

    folder = Path(os.environ["COMMONWEAL_TEST_DATA"])
    with fasteners.InterProcessLock(folder / "lock"):
        running = EmbeddedServer.start(folder)
        prepared, wanted = folder / "prepared", fingerprint()
        if not prepared.exists() or prepared.read_text() != wanted:
            with psycopg.connect(running.superuser, autocommit=True) as connection:
                # Whatever is in it ends with the run.
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(f"alter system set {setting} = off")
                connection.execute("select pg_reload_conf()")
                connection.execute(f'drop database if exists "{TEMPLATE}" with (force)')
            prepare(running.superuser, TEMPLATE)
            _migrate(running.conninfo(OWNER, TEMPLATE))
            prepared.write_text(wanted)
    yield running
    running.stop()


def _migrate(conninfo: str) -> None:
    """In a process of its own: Django's connection would keep the template busy."""
    import subprocess
    import sys

    subprocess.run(
        [
            sys.executable,
            "-c",
            "from commonweal.cli.boot import boot; boot(owner=True);"
            "from commonweal.database.structure import migrate; import os;"
            "migrate(os.environ['COMMONWEAL_CONNINFO'])",
        ],
        check=True,
        env=os.environ | {"COMMONWEAL_CONNINFO": conninfo, "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.fixture(scope="session")
def django_db_setup(server, django_db_blocker, worker_id: str) -> None:
    """A copy of the migrated template for this worker; tests sign on as the owner and step down to act."""
    from django.conf import settings as project
    from django.db import connections

    from commonweal.database.embedded import OWNER

    # Each test makes its own people; a hash that is slow on purpose would be most of its time.
    project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    name = f"test_{worker_id}"
    with psycopg.connect(server.superuser, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template {TEMPLATE} owner {OWNER}')
    parts = psycopg.conninfo.conninfo_to_dict(server.conninfo(OWNER, name))
    settings = connections["default"].settings_dict
    settings.update(NAME=name, USER=OWNER, HOST=str(parts["host"]), PORT=str(parts["port"]), PASSWORD="")


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """A password is slow to check on purpose; tests make people by the hundred."""
    from django.conf import settings
    from django.contrib.auth import hashers

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def plain_rendering(django_test_environment: None) -> None:
    """In tests Django keeps a copy of what every template was given: an eighth of a page's time. Few ask for it."""
    from django.template.base import Template

    Template._render = lambda self, context: self.nodelist.render(context)


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that reads what a page was made from: `answer.context`."""
    from django.template.base import Template
    from django.test.utils import instrumented_test_render

    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture(scope="session")
def application_conninfo(server, worker_id: str) -> str:
    """How the application itself would sign on to this worker's database."""
    from commonweal.database.embedded import APPLICATION

    return server.conninfo(APPLICATION, f"test_{worker_id}")


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """`gw0`, `gw1`, … or `main` without workers."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest) -> None:
    """Only the local database and, for journeys, the local browser."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def shared_data() -> Path:
    """The folder of real public data beside the project; skips where it is absent."""
    if not SHARED_DATA.exists():
        pytest.skip("the public data are not beside this checkout (../shared/data)")
    return SHARED_DATA
