"""The one who sends a newsletter is killed in the middle, and another goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from django.core import mail
from django.db import connection

from commonweal.communications import sender
from commonweal.communications.actions import newsletters
from commonweal.communications.models import Delivery, Newsletter
from commonweal.database.identity import maintenance
from tests.actions import test_referrals_at_once
from tests.factories.communications import Voice

own_database = test_referrals_at_once.own_database
READERS = 1500
PROGRAM = """
import os
from uuid import UUID
from commonweal.cli.boot import boot
boot()
from commonweal.communications import sender, tasks
by = tasks.holder(UUID(os.environ["P"]), UUID(os.environ["S"]))
sender.carry_on(by, UUID(os.environ["N"]))
"""


def start(voice: Voice) -> Newsletter:
    row = voice.newsletter()
    with voice.world.as_(voice.office):
        return newsletters.start(by=voice.office, newsletter=row)


def outcomes(row: Newsletter) -> Counter[str]:
    with maintenance():
        return Counter(Delivery.objects.filter(newsletter=row).values_list("outcome", flat=True))


def in_a_process(voice: Voice, row: Newsletter, outbox: Path) -> subprocess.Popen[bytes]:
    parts = connection.settings_dict
    environment = os.environ | {
        "COMMONWEAL_CONNINFO": f"host={parts['HOST']} port={parts['PORT']} dbname={parts['NAME']} user=commonweal_app",
        "COMMONWEAL_EMAIL_BACKEND": "tests.factories.mail_server.EmailBackend", "MAIL_SERVER_FILE": str(outbox),
        "P": str(voice.office.person_id), "S": str(voice.office.seat_id), "N": str(row.pk),
        "PYTHONPATH": os.pathsep.join(("src", ".")),
    }  # fmt: skip
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, cwd=root)


def test_killed_in_the_middle_and_started_again_each_gets_it_once(own_database: None, tmp_path: Path) -> None:
    """The mail server here is a file that keeps each message the moment it is handed over."""
    mail.outbox = []
    voice = Voice().opened()
    voice.subscribers(READERS)
    row = start(voice)
    already = Counter(to for message in mail.outbox for to in message.to)
    assert len(already) == sender.WITHOUT_A_WORKER, (
        "where no worker runs, the page's own part is sent at commit"
    )
    outbox = tmp_path / "taken"
    outbox.touch()
    first = in_a_process(voice, row, outbox)
    while outbox.read_bytes().count(b"\n") < READERS // 3:
        assert first.poll() is None
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    taken = outbox.read_bytes().count(b"\n")
    assert READERS // 3 <= taken < READERS
    assert in_a_process(voice, row, outbox).wait() == 0
    got = already + Counter(outbox.read_text().split())
    counts = outcomes(row)
    assert max(got.values()) == 1, "nobody got it twice"
    assert counts["sent"] + counts["uncertain"] == READERS and counts["uncertain"] <= 1
    missing = READERS - len(got)
    assert missing <= counts["uncertain"], "whoever may not have it is set aside and named"
    with maintenance():
        assert Newsletter.objects.get(pk=row.pk).finished_at is not None
