"""Made-up practices, as many as asked for, the same for the same seed, and as skewed as real ones.

Words come from the catalogue's own entries, as often as they stand there, and from a long tail of invented
ones. Terms are shared out in the same way: a few are everywhere, most are rare.

    DATA_DIR=var/benchmarks/100000 python -m benchmarks.made_up 100000
"""

from __future__ import annotations

import datetime
import itertools
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import models as django_models
from django.db import transaction

from practices import models

FIRST_ID = 1_001  # the catalogue's own entries stand below
FIXTURES = Path(__file__).parent.parent / "fixtures"
SEED = 20071008
BATCH = 2_000
INVENTED_WORDS = 40_000
INVENTED_SHARE = 0.06  # of all words in a text
TRANSLATED_SHARE = 0.05  # of all practices, for each other language
BEGINNING = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class Skewed:
    """Draws values, the first of them most often (Zipf's law) unless weights are given."""

    def __init__(self, chance: random.Random, values: Sequence[Any], weights: Sequence[float] = ()) -> None:
        self._chance = chance
        self._values = values
        self._weights = list(itertools.accumulate(weights or zipf(len(values))))

    def draw(self, count: int) -> list[Any]:
        """Return this many values, some of them perhaps more than once."""
        return self._chance.choices(self._values, cum_weights=self._weights, k=count)

    def some(self, *counts: int) -> list[Any]:
        """Return different values. How many are drawn is drawn, too, from `counts`."""
        return list(dict.fromkeys(self.draw(self._chance.choice(counts))))


def zipf(count: int) -> list[float]:
    """Return the weights of Zipf's law: a half, a third, a quarter ... of the first."""
    return [1 / rank for rank in range(1, count + 1)]


def words(chance: random.Random) -> Skewed:
    """Return what texts are made of."""
    real = Counter(word for text in _real_texts() for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", text))
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprstvz", ("a", "e", "i", "o", "u", "an", "ol"))]
    invented = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(INVENTED_WORDS)]
    rare = INVENTED_SHARE / (1 - INVENTED_SHARE) * real.total() / sum(zipf(INVENTED_WORDS))
    return Skewed(chance, [*real, *invented], [*real.values(), *(rare * weight for weight in zipf(INVENTED_WORDS))])


def practices(count: int, seed: int = SEED) -> Iterator[tuple[models.Practice, list[django_models.Model]]]:
    """Yield practices with the rows that belong to them, numbered from FIRST_ID. The vocabularies must be loaded."""
    chance = random.Random(seed)
    text = words(chance)

    def terms(model: type[django_models.Model]) -> Skewed:
        found = list(model._base_manager.order_by("pk"))
        chance.shuffle(found)
        return Skewed(chance, found)

    countries, organisations, sources = terms(models.Country), terms(models.Organisation), terms(models.Source)
    many = {
        name: (
            terms(field.related_model),
            field.remote_field.through,
            field.m2m_column_name(),
            field.m2m_reverse_name(),
        )
        for name in ("policy_areas", "migration_phases", "stakeholder_types", "skill_levels", "mobility_types")
        if (field := models.Practice._meta.get_field(name))
    }
    instruments, levels = (
        Skewed(chance, choices.values) for choices in (models.Practice.Instrument, models.Practice.Level)
    )

    def sentence(length: int) -> str:
        return " ".join(text.draw(length)).capitalize()

    def paragraphs(length: int) -> str:
        return ".\n\n".join(sentence(length // 3) for _ in range(3)) + "."

    for pk in range(FIRST_ID, FIRST_ID + count):
        translations = {
            f"{field}_{language}": sentence(length)
            for language in ("fr", "es")
            if chance.random() < TRANSLATED_SHARE
            for field, length in (("title", 11), ("summary", 36))
        }
        when = BEGINNING + datetime.timedelta(minutes=17 * pk)
        practice = models.Practice(
            pk=pk, slug=f"practice-{pk}", title_en=sentence(11)[:120], summary_en=sentence(36)[:400],
            problem_en=paragraphs(48), done_en=paragraphs(90), results_en=paragraphs(36), lessons_en=paragraphs(36),
            evidence_basis=chance.choice(["named-practice", "named-practice", "approach"]),
            instrument=instruments.draw(1)[0], level=levels.draw(1)[0], reported_on=datetime.date(2007, 10, 8),
            state="published", published_at=when, created_at=when, updated_at=when, main_citation_id=2 * pk,
            **{name: value[:400 if name.startswith("summary") else 120] for name, value in translations.items()},
        )  # fmt: skip
        rows: list[django_models.Model] = [
            models.Citation(
                pk=2 * pk, practice=practice, source=sources.draw(1)[0], section=sentence(4), pages="21-26"
            ),
            models.Citation(
                pk=2 * pk + 1, practice=practice, source=sources.draw(1)[0], section=sentence(4), pages="3"
            ),
            models.Requirement(practice=practice, kind="legal-basis", text_en=sentence(12)),
        ]
        rows += [
            models.Participation(practice=practice, country=country, role=role)
            for country, role in zip(countries.some(0, 1, 1, 2), ["origin", "destination"], strict=False)
        ]
        rows += [
            models.Involvement(practice=practice, organisation=organisation)
            for organisation in organisations.some(0, 1, 2)
        ]
        for skewed, through, own, other in many.values():
            rows += [through(**{own: pk, other: term.pk}) for term in skewed.some(1, 2, 3)]
        yield practice, rows


def fill(count: int) -> None:
    """Prepare a database with this many practices: the catalogue's own, and made-up ones besides.

    They are written past the change log; the index is built at the end.
    """
    call_command("migrate", verbosity=0)
    call_command("load_practices")
    source = practices(count - models.Practice.objects.count())
    with transaction.atomic():
        while batch := list(itertools.islice(source, BATCH)):
            by_model: dict[type[django_models.Model], list[django_models.Model]] = {}
            for practice, rows in batch:
                for row in (practice, *rows):
                    by_model.setdefault(type(row), []).append(row)
            for model, rows in by_model.items():
                django_models.QuerySet(model).bulk_create(rows)
            sys.stdout.write(f"\r{batch[-1][0].pk - FIRST_ID + 1:,} practices made up")
    print()
    call_command("index")


def _real_texts() -> Iterator[str]:
    for file in sorted((FIXTURES / "practices").glob("*.toml")):
        entry = tomllib.loads(file.read_text(encoding="utf-8"))
        yield from (entry.get(field, "") for field in ("title", "summary", "problem", "done", "results", "lessons"))


if __name__ == "__main__":
    fill(int(sys.argv[1]))
