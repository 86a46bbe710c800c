"""A newsletter to many addresses: how long it takes, what a kill in the middle leaves, and that each gets it once.

    python -m benchmarks.newsletter --readers 100000 --folder /tmp/newsletter

The mail server is a file that keeps each message the moment it is handed over. The sender is a process of its own,
killed after a third and started again.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from commonweal.database.embedded import APPLICATION, OWNER, EmbeddedServer, prepare

PROGRAM = """
import os
from uuid import UUID
from commonweal.cli.boot import boot
boot()
from commonweal.communications import sender, tasks
by = tasks.holder(UUID(os.environ["P"]), UUID(os.environ["S"]))
sender.carry_on(by, UUID(os.environ["N"]))
"""


def fill(readers: int) -> dict[str, str]:
    """An alliance, its website, so many subscribers, and a newsletter that has been started."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.factories.communications import Voice

    from commonweal.communications import sender
    from commonweal.communications.actions import newsletters

    voice = Voice("bench").opened()
    voice.subscribers(readers)
    row = voice.newsletter()
    sender.WITHOUT_A_WORKER = 0
    sender.order = lambda by, newsletter: None
    began = time.monotonic()
    with voice.world.as_(voice.office):
        newsletters.start(by=voice.office, newsletter=row)
    print(f"{readers:,} addresses put in line in {time.monotonic() - began:.1f} s")
    return {"P": str(voice.office.person_id), "S": str(voice.office.seat_id), "N": str(row.pk)}


def taken(outbox: Path) -> int:
    return outbox.read_bytes().count(b"\n") if outbox.exists() else 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--readers", type=int, default=100_000)
    options.add_argument("--folder", type=Path, required=True)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    outbox = given.folder / "taken"
    outbox.unlink(missing_ok=True)
    server = EmbeddedServer.start(given.folder)
    try:
        prepare(server.superuser)
        os.environ["COMMONWEAL_CONNINFO"] = server.conninfo(OWNER)
        os.environ["DJANGO_SETTINGS_MODULE"] = "commonweal.web.settings"
        import django

        django.setup()
        who = fill(given.readers)
        environment = os.environ | who | {
            "COMMONWEAL_CONNINFO": server.conninfo(APPLICATION), "MAIL_SERVER_FILE": str(outbox),
            "COMMONWEAL_EMAIL_BACKEND": "tests.factories.mail_server.EmailBackend", "PYTHONPATH": "src:.",
        }  # fmt: skip
        began = time.monotonic()
        first = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment)
        while taken(outbox) < given.readers // 3 and first.poll() is None:
            time.sleep(0.5)
        first.send_signal(signal.SIGKILL)
        first.wait()
        killed = taken(outbox)
        subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True)
        spent = time.monotonic() - began
        got = Counter(outbox.read_text().split())
        from django.db import connection

        from commonweal.database.identity import maintenance

        with maintenance(), connection.cursor() as cursor:
            cursor.execute("select outcome, count(*) from communications_delivery group by 1 order by 1")
            outcomes = dict(cursor.fetchall())
        print(f"killed after {killed:,}; all done in {spent:.0f} s, {given.readers / spent:,.0f} a second")
        print(f"got it: {len(got):,}; twice: {sum(one > 1 for one in got.values())}; outcomes: {outcomes}")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
