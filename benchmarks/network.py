"""The care network at a million referrals: `make bench-network`.

Fills 400 organisations, 200,000 people and 1,000,000 referrals (once; kept in --data-dir), then prints figures:
generation rate, loops per second, 95th percentiles of pages, search, the network page, the import of the Miami
package. A bare floor stands beside what depends on the disk: durable commits of one client.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.parse
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIAMI = ROOT.parent / "shared" / "data" / "directory" / "miami-hsds.zip"
PORT = 8899


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data-dir", type=Path, default=Path.home() / ".cache" / "commonweal-bench")
    arguments.add_argument("--people", type=int, default=200_000)
    arguments.add_argument("--referrals", type=int, default=1_000_000)
    arguments.add_argument("--organisations", type=int, default=400)
    arguments.add_argument("--loops", type=int, default=600)
    given = arguments.parse_args()
    from commonweal.database.embedded import APPLICATION, OWNER, EmbeddedServer, prepare

    given.data_dir.mkdir(parents=True, exist_ok=True)
    server = EmbeddedServer.start(given.data_dir)
    prepare(server.superuser)
    os.environ["COMMONWEAL_DEMO"] = "1"
    os.environ["COMMONWEAL_CONNINFO"] = server.conninfo(OWNER)
    os.environ["COMMONWEAL_OUTBOX"] = str(given.data_dir / "outbox")
    try:
        _fill(given)
        environment = os.environ | {
            "COMMONWEAL_CONNINFO": server.conninfo(APPLICATION),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        _floor(server.conninfo(APPLICATION))
        _loops(environment, given.loops)
        _pages(environment | {"COMMONWEAL_POOL": "1"})
        _miami(given.data_dir)
    finally:
        server.stop()


def say(name: str, value: str, aim: str = "") -> None:
    print(f"{name:<46} {value:>18}   {'aim ' + aim if aim else ''}", flush=True)


def _fill(given: argparse.Namespace) -> None:
    from commonweal.cli.boot import boot
    from commonweal.demo.size import Size

    wanted = f"{given.organisations} {given.people} {given.referrals}"
    marker = given.data_dir / "bench.filled"
    boot(owner=True)
    from django.core.management import call_command

    from commonweal.demo.generate import generate

    call_command("migrate", verbosity=0)
    if marker.exists() and marker.read_text() == wanted:
        say("generation", "kept from before")
        return
    size = Size(given.organisations, given.organisations * 4, given.people, given.referrals)
    started = time.monotonic()

    def progress(words: str, done: int, of: int) -> None:
        print(f"  {words}: {done:,} of {of:,}  {time.monotonic() - started:.0f} s", flush=True)

    generate(size, seed=1, now=datetime.now(UTC), progress=progress)
    took = time.monotonic() - started
    marker.write_text(wanted)
    say("generation", f"{given.referrals / took:,.0f} referrals/s")


def _floor(conninfo: str) -> None:
    """Empty durable commits per second: what the disk allows one client at the most."""
    import psycopg

    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("create temporary table floor (n int)")
        started, count = time.monotonic(), 0
        while time.monotonic() - started < 2:
            with connection.transaction():
                connection.execute("select pg_notify('bench', '')")
            count += 1
    say("floor: commits per second, one client", f"{count / 2:,.0f}")


def _loops(environment: dict[str, str], loops: int) -> None:
    command = [sys.executable, "-m", "benchmarks.loops", str(loops // 2)]
    workers = [
        subprocess.Popen([*command, str(n)], env=environment, stdout=subprocess.PIPE, text=True)
        for n in range(2)
    ]
    rates = [json.loads(worker.communicate()[0]) for worker in workers]
    say("loops per second (two clients)", f"{sum(rates):.0f}", "≥ 120")


PAGES: tuple[tuple[str, str, str], ...] = (
    ("first page", "/", "≤ 100 ms"),
    ("board", "/referrals/", "≤ 100 ms"),
    ("people served", "/people/", "≤ 100 ms"),
    ("people by name", "/people/?q=garcia", "≤ 100 ms"),
    ("partners", "/partners/", "≤ 100 ms"),
    ("people and seats", "/seats/", "≤ 100 ms"),
    ("agreements", "/agreements/", "≤ 100 ms"),
    ("room in your services", "/directory/room/", "≤ 100 ms"),
    ("rows behind a figure", "/network/rows/", "≤ 100 ms"),
    ("one referral", "", "≤ 100 ms"),
    ("search: need and words", "/directory/?need=food&q=pantri", "≤ 50 ms"),
    ("search: near a postcode", "/directory/?need=food&near=45402&within=5", "≤ 50 ms"),
    ("network page, 90 days", "/network/", "≤ 300 ms"),
    ("network page, 24 months", "/network/?period=730", ""),
)


def _pages(environment: dict[str, str]) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "commonweal.cli", "serve", "--port", str(PORT)], env=environment
    )
    try:
        visitor = Visitor()
        visitor.sign_in("navigator@laurel.example", "commonweal demo")
        for name, path, aim in PAGES:
            address = path or visitor.first_link("/referrals/", "/referrals/")
            # The first ten plan the statements of this page: once for each connection of each process.
            times = [visitor.timed(address) for _ in range(50)][10:]
            ninety_fifth = statistics.quantiles(times, n=20)[-1]
            say(f"{name} (95th percentile)", f"{ninety_fifth * 1000:.0f} ms", aim)
    finally:
        server.terminate()
        server.wait()


class Visitor:
    """A browser without a screen: keeps cookies, follows forms."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        for _ in range(100):
            try:
                self.get("/sign-in/login/")
                return
            except OSError:
                time.sleep(0.1)

    def get(self, path: str, method: str = "GET", body: str | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for header, value in answer.getheaders():
            if header.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location") or "", text

    def sign_in(self, email: str, password: str) -> None:
        self.get("/sign-in/login/")
        body = urllib.parse.urlencode(
            {"login": email, "password": password, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        )
        status, _, text = self.get("/sign-in/login/", "POST", body)
        assert status == 302, text[:500]

    def timed(self, path: str) -> float:
        started = time.perf_counter()
        status, _, text = self.get(path)
        took = time.perf_counter() - started
        assert status == 200, (path, status, text[:300])
        return took

    def first_link(self, path: str, prefix: str) -> str:
        _, _, text = self.get(path)
        for part in text.split('href="')[1:]:
            address = part.partition('"')[0]
            if address.startswith(prefix) and len(address) > len(prefix) + 30:
                return address
        return ""


def _miami(data_dir: Path) -> None:
    if not MIAMI.exists():
        say("import of the Miami package", "not beside us")
        return
    folder = data_dir / "miami"
    shutil.rmtree(folder, ignore_errors=True)  # a second import of the same finds nothing to do
    command = [
        sys.executable,
        "-m",
        "commonweal.cli",
        "directory",
        "import",
        str(MIAMI),
        "--data-dir",
        str(folder),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "COMMONWEAL_CONNINFO"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    started = time.monotonic()
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    took = time.monotonic() - started
    say(
        "import of the Miami package, whole command",
        f"{took:.1f} s" if result.returncode == 0 else "failed",
        "≤ 8 s",
    )
    if result.returncode:
        print(result.stdout[-800:], result.stderr[-800:])


if __name__ == "__main__":
    main()
