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
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import DateField, Model

from practices import models

FIRST_ID = 1_001  # the catalogue's own entries stand below
FIXTURES = Path(__file__).parent.parent / "fixtures"
SEED = 20071008
BATCH = 2_000
INVENTED_WORDS = 40_000
INVENTED_SHARE = 0.06  # of all words in a text
TRANSLATED_SHARE = 0.05  # of all practices, for each other language
TAGS = ("policy_areas", "migration_phases", "stakeholder_types", "skill_levels", "mobility_types")
SENTENCES = {"title": (11, 120), "summary": (36, 400)}  # words, and characters at the most
PARAGRAPHS = {"problem": 48, "done": 90, "results": 36, "lessons": 36}  # words
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
    """Return the weights of Zipf's law: the first, and a half, a third, a quarter ... of it."""
    return [1 / rank for rank in range(1, count + 1)]


def words(chance: random.Random) -> Skewed:
    """Return what texts are made of."""
    real = Counter(word for text in _real_texts() for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", text))
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprstvz", ("a", "e", "i", "o", "u", "an", "ol"))]
    invented = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(INVENTED_WORDS)]
    rare = INVENTED_SHARE / (1 - INVENTED_SHARE) * real.total() / sum(zipf(INVENTED_WORDS))
    return Skewed(chance, [*real, *invented], [*real.values(), *(rare * weight for weight in zipf(INVENTED_WORDS))])


Row = tuple[type[Model], dict[str, Any]]  # what one row of a model's table holds, by attribute


class Catalogue:
    """Draws practices with the rows that belong to them. The vocabularies must be loaded."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance = random.Random(seed)
        self._words = words(self._chance)
        self._countries = self._terms(models.Country)
        self._organisations = self._terms(models.Organisation)
        self._sources = self._terms(models.Source)
        self._tags = [self._tag(models.Practice._meta.get_field(name)) for name in TAGS]
        self._instruments = Skewed(self._chance, models.Practice.Instrument.values)
        self._levels = Skewed(self._chance, models.Practice.Level.values)
        # A chance of their own: all else is drawn as it was before there were years.
        self._years = random.Random(seed)

    def rows(self, pk: int) -> Iterator[Row]:
        """Yield the rows of one practice. Each call draws another one."""
        yield models.Practice, self._practice(pk)
        for citation, pages in ((2 * pk, "21-26"), (2 * pk + 1, "3")):
            source, section = self._sources.draw(1)[0], self._sentence(4)
            yield (
                models.Citation,
                {"id": citation, "practice_id": pk, "source_id": source, "section": section, "pages": pages},
            )
        text = self._sentence(12)
        yield models.Requirement, {"practice_id": pk, "kind": "legal-basis", "text": text, "text_en": text}
        for country, role in zip(self._countries.some(0, 1, 1, 2), ["origin", "destination"], strict=False):
            yield models.Participation, {"practice_id": pk, "country_id": country, "role": role}
        for organisation in self._organisations.some(0, 1, 2):
            yield models.Involvement, {"practice_id": pk, "organisation_id": organisation}
        for terms, through, own, other in self._tags:
            for term in terms.some(1, 2, 3):
                yield through, {own: pk, other: term}

    def _practice(self, pk: int) -> dict[str, Any]:
        translations = {
            f"{field}_{language}": self._sentence(words)[:length]
            for language in ("fr", "es")
            if self._chance.random() < TRANSLATED_SHARE
            for field, (words, length) in SENTENCES.items()
        }
        texts = {field: self._sentence(words)[:length] for field, (words, length) in SENTENCES.items()}
        texts |= {field: self._paragraphs(words) for field, words in PARAGRAPHS.items()}
        when = BEGINNING + datetime.timedelta(minutes=17 * pk)
        return {
            "id": pk,
            "slug": f"practice-{pk}",
            **texts,
            **{f"{field}_en": text for field, text in texts.items()},
            **translations,
            "evidence_basis": self._chance.choice(["named-practice", "named-practice", "approach"]),
            "instrument": self._instruments.draw(1)[0],
            "level": self._levels.draw(1)[0],
            **self._period(),
            "reported_on": datetime.date(2007, 10, 8),
            "state": "published",
            **dict.fromkeys(["published_at", "created_at", "updated_at"], when),
            "main_citation_id": 2 * pk,
        }

    def _period(self) -> dict[str, Any]:
        start = self._years.choice([None, *range(1980, 2008)])
        end = start and self._years.choice([None, None, start + self._years.randint(0, 12)])
        status = self._years.choice(["in-force", "unknown"]) if end is None else "ended"
        return {"start_year": start, "end_year": end, "status": status}

    def _sentence(self, length: int) -> str:
        return " ".join(self._words.draw(length)).capitalize()

    def _paragraphs(self, length: int) -> str:
        return ".\n\n".join(self._sentence(length // 3) for _ in range(3)) + "."

    def _terms(self, model: type[Model]) -> Skewed:
        """Return the terms of a vocabulary, which of them are common being a matter of chance."""
        found = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        self._chance.shuffle(found)
        return Skewed(self._chance, found)

    def _tag(self, field: Any) -> tuple[Skewed, type[Model], str, str]:
        """Return the terms of a relation, its table, and the table's two columns."""
        through = field.remote_field.through
        return self._terms(field.related_model), through, field.m2m_column_name(), field.m2m_reverse_name()


class Table:
    """A model's table, written past the model: making a million objects would take an hour."""

    def __init__(self, model: type[Model], names: Iterable[str]) -> None:
        given = set(names)
        fields = [field for field in model._meta.concrete_fields if field.attname in given or not field.primary_key]
        self._prepare = {field.attname: field.get_db_prep_save for field in fields if isinstance(field, DateField)}
        self._defaults = {
            field.attname: field.get_db_prep_save(field.get_default(), connection)
            for field in fields
            if field.attname not in given
        }
        self._names = [field.attname for field in fields]
        quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        table, marks = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
        self._insert = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"

    def write(self, rows: Iterable[dict[str, Any]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(self._insert, [self._values(row) for row in rows])

    def _values(self, row: dict[str, Any]) -> list[Any]:
        row = self._defaults | row
        for name, prepare in self._prepare.items():
            row[name] = prepare(row[name], connection)
        return [row[name] for name in self._names]


def fill(count: int) -> None:
    """Prepare a database with this many practices: the catalogue's own, and made-up ones besides.

    They are written past the change log; the index is built at the end.
    """
    call_command("migrate", verbosity=0)
    call_command("load_practices")
    made = range(FIRST_ID, FIRST_ID + count - models.Practice.objects.count())
    catalogue = Catalogue()
    with transaction.atomic():
        for start in range(0, len(made), BATCH):
            batch = made[start : start + BATCH]
            _write(row for pk in batch for row in catalogue.rows(pk))
            sys.stdout.write(f"\r{start + len(batch):,} practices made up")
    sys.stdout.write("\n")
    call_command("index")


def _write(rows: Iterable[Row]) -> None:
    """Write rows of several models, each with the same attributes wherever its model comes."""
    by_kind: dict[tuple[type[Model], tuple[str, ...]], list[dict[str, Any]]] = {}
    for model, row in rows:
        by_kind.setdefault((model, tuple(row)), []).append(row)
    for (model, names), found in by_kind.items():
        Table(model, names).write(found)


def _real_texts() -> Iterator[str]:
    for file in sorted((FIXTURES / "practices").glob("*.toml")):
        entry = tomllib.loads(file.read_text(encoding="utf-8"))
        yield from (entry.get(field, "") for field in ("title", "summary", "problem", "done", "results", "lessons"))


if __name__ == "__main__":
    fill(int(sys.argv[1]))
