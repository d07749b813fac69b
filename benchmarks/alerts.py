"""How long it takes to find out what 10,000 alerts over 100 questions have to tell, and to write their mails down.

DATA_DIR=var/benchmarks/20000 python -m benchmarks.alerts

No mail is sent. Alerts and mails are deleted afterwards; the changes of some practices stay, which say nothing.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import timedelta
from itertools import islice, product
from urllib.parse import urlencode

import django

django.setup()

from django.db.models import F  # noqa: E402 (after the settings)
from django.utils import timezone  # noqa: E402

from practices.alerts import position  # noqa: E402
from practices.alerts.sending import Run  # noqa: E402
from practices.discovery.browse import Browse  # noqa: E402
from practices.discovery.criteria import Criteria  # noqa: E402
from practices.mails import sealing  # noqa: E402
from practices.models import Alert, Mail, Practice, Record  # noqa: E402

ALERTS, QUESTIONS, CHANGED = 10_000, 100, 200
LANGUAGES = ("en", "en", "fr", "es")


def main() -> None:
    """Print what it took."""
    try:
        _make()
        _change()
        _report()
    finally:
        Mail.objects.filter(alert__isnull=False).delete()
        Alert.objects.all().delete()


def _questions() -> list[str]:
    """Return questions as readers have them: a country, a country and a policy area, words."""
    counts = Browse(Criteria()).results.counts
    countries, areas = list(counts["country"]), list(counts["policy_area"])
    words = [{"q": word} for word in ("remittances", "recruitment fees", "migrant workers", "skills recognition")]
    pairs = [{"country": code, "policy_area": area} for code, area in product(countries[::9], areas)]
    found = [*words, {}, *({"country": code} for code in countries[::4]), *pairs]
    return [urlencode(sorted(one.items())) for one in islice(found, QUESTIONS)]


def _make() -> None:
    asked, here, now = _questions(), position.newest(), timezone.now()
    Alert.objects.bulk_create(
        Alert(
            address=sealing.sealed(f"reader{place}@example.org"),
            address_key=f"{place:064}",
            question=asked[place % len(asked)],
            rhythm=Alert.Rhythm.values[place % 3],
            language=LANGUAGES[place // QUESTIONS % len(LANGUAGES)],
            confirmed_at=now,
            number=here.number,
            told_until=here.told_until,
            due_at=now - timedelta(hours=1),
        )
        for place in range(ALERTS)
    )


def _change() -> None:
    """Let some practices change, two hours ago."""
    for practice in Practice.objects.published().order_by("?")[:CHANGED]:
        practice.save()
    position.newest()
    Record.objects.update(changed_at=F("changed_at") - timedelta(hours=2))


def _report() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, worked = time.perf_counter(), time.process_time()
    run = Run()
    while run.go_on():
        pass
    took, worked = time.perf_counter() - began, time.process_time() - worked
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(
        f"{run.looked:,} alerts over {QUESTIONS} questions at {Practice.objects.published().count():,} practices, of "
        f"which {CHANGED} had changed: {run.written:,} mails written in {took:.1f} s ({worked:.1f} s of a processor), "
        f"memory at most {after // 1024} MB ({before // 1024} before)\n"
    )


if __name__ == "__main__":
    main()
