"""Two machines, a replica, PgBouncer, Redis, nginx: what is saved is seen everywhere, what ends is not missed."""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.reliability import cluster, load
from benchmarks.reliability.database_gone import signal_to
from benchmarks.reliability.site import Server, Site, prepared, scratch
from benchmarks.reliability.writing import Curator, Writers

SEEN_IN, SEEN_AT_MOST, HEALED_IN = 2.0, 5.0, 5.0  # seconds; the second with a replica that lags
PATHS = tuple(path for path in load.PAGES if not path.startswith("/api"))
NEW = ("/practices/?q=new", "/fr/practices/?q=new", "/es/practices/?q=new")
ANSWERED_IN = 7.0  # what waits 5 s for a machine that starts is then asked of the other
LIMIT = 20  # requests to the API a minute
READ = re.compile(rb'catalogue_pages_read_total\{database="(\w+)"\} ([0-9.]+)')
WORD = re.compile(rb"published([0-9]{4})x")
_CHANGE = """
import time
from practices.models import Practice
one = Practice.objects.published().order_by("pk").first()
print("PRACTICE", one.get_absolute_url())
for number in range(FIRST, LAST):
    one.summary_en = f"What was published{number:04}x by one machine."
    one.save()
    print("SAVED", number, time.time())
    time.sleep(3)
"""


@dataclass
class Cluster:
    """All that runs."""

    nodes: list[Site]
    replica: cluster.Replica
    bouncer: cluster.Program
    front: cluster.Program
    told: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def tell(self, text: str, **promises: bool) -> None:
        """Print figures, and note what did not hold."""
        sys.stdout.write(f"{text}\n")
        self.broken += [f"{what.replace('_', ' ')}: {text}" for what, holds in promises.items() if not holds]

    def read(self) -> dict[str, float]:
        """Return how many pages both machines have made of each database."""
        found = {"primary": 0.0, "replica": 0.0}
        for site in self.nodes:
            for name, count in READ.findall(load.ask(site.port, "/metrics").body):
                found[name.decode()] += float(count)
        return found


@contextlib.contextmanager
def _running() -> Iterator[Cluster]:
    with scratch() as folder, contextlib.ExitStack() as stack:
        server = Server(folder)
        stack.callback(server.end)
        folder.chmod(0o711)  # PostgreSQL and PgBouncer run as somebody else
        replica = cluster.Replica(folder, server.database())
        bouncer, counts = cluster.bouncer(folder, replica), cluster.counts()
        stack.enter_context(cluster.ended(replica, bouncer, counts))
        address = f"postgresql://postgres@127.0.0.1:{bouncer.port}"
        variables = {
            "SECRET_KEY": "the same for both machines, and not secret", "DATABASE_POOLER": "yes", "BEHIND_PROXY": "yes",
            "DATABASE_REPLICA_URL": f"{address}/replica", "CACHE_URL": f"redis://127.0.0.1:{counts.port}/0",
            "API_RATE_LIMIT": str(LIMIT), "METRICS_ALLOWED": "127.0.0.1",
        }  # fmt: skip
        database = f"{address}/catalogue"
        (folder / "a").mkdir()
        (folder / "b").mkdir()
        one = stack.enter_context(prepared(folder / "a", database=database, variables=variables))
        two = stack.enter_context(prepared(folder / "b", one.folder, database=database, variables=variables))
        front = cluster.front(folder, [one.port, two.port])
        stack.enter_context(cluster.ended(front))
        yield Cluster([one, two], replica, bouncer, front)


def _published(many: Cluster, first: int, times: int, within: float, what: str) -> None:
    """Change a published practice again and again on one machine, and look when the other shows it."""
    one, two = many.nodes
    run = _CHANGE.replace("FIRST", str(first))
    path = one.manage("shell", "-c", run.replace("LAST", str(first))).split("PRACTICE ")[1].strip()
    load.ask(two.port, path)
    before = many.read()
    with load.Readers(two.port, 1, [path], pause=0.02) as looking:
        apart = time.time() - time.monotonic()
        said = one.manage("shell", "-c", run.replace("LAST", str(first + times)))
    saved = {int(number): float(at) for number, at in re.findall(r"SAVED (\d+) ([0-9.]+)", said)}
    seen: dict[int, float] = {}
    editions: list[str] = []
    late = 0
    for answer in looking.answers:
        word = WORD.search(gzip.decompress(answer.body) if "content-encoding" in answer.headers else answer.body)
        number = int(word[1]) if word else 0
        seen.setdefault(number, answer.at + apart)
        edition = answer.headers.get("etag", "")
        if edition not in editions:
            editions.append(edition)
        late += max(0, number - first + 1) < editions.index(edition)
    waited = sorted(seen.get(number, float("inf")) - at for number, at in saved.items())
    after = many.read()
    of = {name: int(after[name] - before[name]) for name in after}
    many.tell(
        f"{what}: {times} publications on one machine, on the other after {waited[times // 2]:.1f} s (median), "
        f"{waited[-1]:.1f} s (worst); pages made of the replica {of['replica']}, of the primary {of['primary']}; "
        f"{late} of {len(looking.answers)} answers showed what was before their edition",
        seen=waited[-1] <= within, never_old=late == 0,
    )  # fmt: skip


def _own_save(many: Cluster, writing: Writers, times: int) -> None:
    """Let a curator save through nginx, and look at once through nginx, which leads to the other machine."""
    curator, target, found = Curator(many.front.port, writing.session), writing.targets[0], 0
    cookie = {"Cookie": f"sessionid={writing.session}"}
    for _time in range(times):
        curator.save(target)
        page = load.ask(many.front.port, target.address, headers=cookie)
        found += bool(target.acknowledged) and target.acknowledged[-1].encode() in page.body
    many.tell(f"a curator found {found} of {times} saves at once, on whichever machine", at_once=found == times)


def _limit(many: Cluster) -> None:
    """Ask more often than one address may, of both machines in turn."""
    time.sleep(max(0.0, 61 - time.time() % 60) if time.time() % 60 > 30 else 0)  # within one minute of the clock
    answers = [load.ask(many.front.port, "/api/v1/facets") for _time in range(LIMIT + 10)]
    passed = sum(one.status == 200 for one in answers)
    # Where nginx has asked the other machine again, both have counted: then it is fewer.
    many.tell(f"limit of {LIMIT} requests a minute: {load.statuses(answers)}", counted_together=0 < passed <= LIMIT)


def _fault(many: Cluster, what: str, fault: Callable[[], None], mend: Callable[[], None], seconds: float) -> None:
    """Let something end under readers, and come back. No page may be lost."""
    with load.Readers(many.front.port, 8, load.with_new(PATHS, NEW), pause=0.05) as readers:
        time.sleep(1)
        before = many.read()
        fault()
        time.sleep(seconds)
        meanwhile = many.read()
        mend()
        mended = time.monotonic()
        time.sleep(HEALED_IN)
        after = many.read()
        time.sleep(1)
    lost = [one for one in readers.answers if one.status != 200]
    at_last = [one for one in lost if one.at > mended + HEALED_IN]
    many.tell(
        f"{what} for {seconds:.0f} s under 8 readers: {load.statuses(readers.answers)} "
        f"({load.waits(readers.answers)}); made meanwhile of the primary "
        f"{max(0, meanwhile['primary'] - before['primary']):.0f}, "  # who is killed has forgotten what it counted
        f"afterwards of the replica {after['replica'] - meanwhile['replica']:.0f}",
        healed=not at_last, lost=not lost or what.startswith("PgBouncer"),
        answered_in_time=max(one.seconds for one in readers.answers) < ANSWERED_IN,
        of_the_replica=after["replica"] > meanwhile["replica"],
    )  # fmt: skip


def main(arguments: list[str]) -> list[str]:
    """Try each thing once."""
    parser = argparse.ArgumentParser(prog="many-machines", description=__doc__)
    parser.add_argument("--times", type=int, default=8, help="publications")
    parser.add_argument("--seconds", type=float, default=5.0, help="for which something is gone")
    options = parser.parse_args(arguments)
    with _running() as many:
        one, two = many.nodes
        writing = Writers(one, 2)
        _published(many, 1000, options.times, SEEN_IN, "replica at once")
        many.replica.lag(2)
        _published(many, 2000, options.times, SEEN_AT_MOST, "replica 2 s behind")
        _own_save(many, writing, options.times)
        many.replica.lag(0)
        _limit(many)
        suspend = functools.partial(signal_to, many.replica.folder, signal.SIGSTOP)
        resume = functools.partial(signal_to, many.replica.folder, signal.SIGCONT)
        _fault(many, "replica stopped", many.replica.stop, many.replica.start, options.seconds)
        _fault(many, "replica suspended", suspend, resume, options.seconds)
        _fault(many, "machine killed", functools.partial(two.stop, signal.SIGKILL), two.start, options.seconds)
        _fault(many, "PgBouncer stopped", many.bouncer.stop, many.bouncer.start, 1)
        said = [site.manage("index", "--check").strip() for site in many.nodes]
        many.tell(" / ".join(said))
        if many.broken:
            sys.stdout.write("".join(site.log.read_text()[-3000:] for site in many.nodes))
        return many.broken
