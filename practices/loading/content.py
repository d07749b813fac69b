"""Saving what the fixtures hold, in the order in which things refer to one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from practices import models
from practices.editorial import content, offers
from practices.models import sequences
from practices.taxonomy.vocabularies import LANGUAGES

from . import files, practice, rows
from .files import Problems, Record
from .rows import Entry

_TERMS: dict[str, type[models.Term]] = {
    "policy_areas": models.PolicyArea,
    "migration_phases": models.MigrationPhase,
    "stakeholder_types": models.StakeholderType,
    "skill_levels": models.SkillLevel,
    "mobility_types": models.MobilityType,
}
_NAMES = tuple(f"name_{code}" for code in LANGUAGES)
_REGION = ("slug", "m49", "parent", *_NAMES)
_COUNTRY = ("iso2", "iso3", "m49", *_NAMES, "region", "sub_region", "intermediate_region", "independent")
_ALIAS = ("iso2", "language", "kind", "spelling")


@dataclass(frozen=True)
class Loaded:
    """How many practices the fixtures hold, what became of them, and, named, what was left as editors have it."""

    practices: int
    new: int
    updated: int = 0
    merged: int = 0
    offered: tuple[str, ...] = ()  # practices
    left: tuple[str, ...] = ()  # terms, sources and so on


def load(folder: Path) -> Loaded:
    """Load a folder of fixtures. Raise Problems, with all of them, and load nothing if there is any."""
    problems = Problems()
    with transaction.atomic():
        left = _save_what_practices_name(folder, problems)
        records = [
            Record(path.name, str(data.get("id", "?")), data)
            for path in sorted((folder / "practices").glob("*.toml"))
            if (data := files.toml(path, problems)) is not None
        ]
        if not records:
            problems.lines.append(f"{folder / 'practices'}: there is no practice.")
        saved = practice.save(_once(records, problems), problems)
        if problems.lines:
            raise problems  # rolls everything back
        sequences.never_again()
    offered = tuple(offers.label(offer) for offer in offers.waiting())
    return Loaded(saved.practices, saved.new, saved.updated, saved.merged, offered, tuple(left))


def _save_what_practices_name(folder: Path, problems: Problems) -> list[str]:
    """Save vocabularies, countries, sources and organisations. Return what was left as editors have it."""
    slugs, left = _regions(folder, problems)
    left += rows.save(models.Country, _countries(folder, slugs, problems), problems)
    for table, records in files.toml_tables(folder / "vocabularies.toml", _TERMS, problems).items():
        left += rows.save(_TERMS[table], _terms(records, problems), problems)
    for name, model, entries in (
        ("sources", models.Source, _sources),
        ("organisations", models.Organisation, _organisations),
        ("synonyms", models.Synonym, _synonyms),
    ):
        records = files.toml_tables(folder / f"{name}.toml", [name], problems)[name]
        left += rows.save(model, entries(records, problems), problems)
    return left


def _once(records: list[Record], problems: Problems) -> list[Record]:
    """Return the records without those whose id or slug stands in two files."""
    seen: dict[tuple[str, str], str] = {}
    kept = []
    for record in records:
        keys = [(name, str(record.data[name])) for name in ("id", "slug") if name in record.data]
        twice = [key for key in keys if seen.setdefault(key, record.file) != record.file]
        for key in twice:
            problems.add(record, key[0], f"stands in {seen[key]} too.")
        if not twice:
            kept.append(record)
    return kept


def _regions(folder: Path, problems: Problems) -> tuple[dict[str, str], list[str]]:
    """Save the regions, those that others lie in first. Return their link names by their English ones, and what was
    left as editors have it.
    """
    depths = {"": 0}
    levels: dict[int, list[tuple[int, Record]]] = {}
    slugs = {}
    left: list[str] = []
    for order, record in enumerate(files.csv_records(folder / "regions.csv", _REGION, problems), 1):
        slug = slugs[record.data["name_en"]] = record.data["slug"]
        depths[slug] = depths.get(record.data["parent"], 0) + 1
        levels.setdefault(depths[slug], []).append((order, record))
    for _depth, level in sorted(levels.items()):
        parents = models.named(models.Region, [record.data["parent"] for _order, record in level])
        entries = []
        for order, record in level:
            parent = parents.get(record.data["parent"])
            if record.data["parent"] and parent is None:
                problems.add(record, "parent", f"there is no region {record.data['parent']!r} above this line.")
            entries.append((record, {**record.data, "parent": parent, "order": order}))
        left += rows.save(models.Region, entries, problems)
    return slugs, left


def _countries(folder: Path, regions: dict[str, str], problems: Problems) -> Iterator[Entry]:
    there = models.named(models.Region, regions.values())
    aliases = _aliases(folder, problems)
    for record in files.csv_records(folder / "countries.csv", _COUNTRY, problems):
        data = record.data
        names = [data[column] for column in ("intermediate_region", "sub_region", "region") if data[column]]
        if names and regions.get(names[0]) not in there:
            problems.add(record, "region", f"there is no region {names[0]!r} in regions.csv.")
            continue
        yield (
            record,
            {
                **{name: data[name] for name in ("iso3", "m49", *_NAMES)},
                "code": data["iso2"],
                "slug": slugify(data["name_en"]),
                "region": there[regions[names[0]]] if names else None,
                "independent": data["independent"] == "yes",
                **{f"aliases_{code}": "\n".join(aliases[data["iso2"], code]) for code in LANGUAGES},
            },
        )


def _aliases(folder: Path, problems: Problems) -> dict[tuple[str, str], list[str]]:
    """Return what else countries are called, by code and language."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in files.csv_records(folder / "country-aliases.csv", _ALIAS, problems):
        if record.data["language"] not in LANGUAGES:
            problems.add(record, "language", f"there is no language {record.data['language']!r}.")
        found[record.data["iso2"], record.data["language"]].append(record.data["spelling"])
    return found


def _terms(records: list[Record], problems: Problems) -> Iterator[Entry]:
    for order, record in enumerate(records, 1):
        texts = record.translated(("name", "description"), problems, lines=["aliases"])
        more = {"group": record.take("group", str, problems)} if "group" in record.data else {}
        yield record, {"order": order, **texts, **more, "slug": _slug(record, problems)}


def _sources(records: list[Record], problems: Problems) -> Iterator[Entry]:
    written = {field.name for field in content.fields_of(models.Source)} - {"slug"}
    names = {name for name in written if not name.startswith(models.Source.TEXTS)}
    texts = set(models.Source.TEXTS) - {"authors"}
    for record in records:
        fields = {name: record.take(name, object, problems) for name in names & set(record.data)}
        columns = record.translated(texts, problems, lines=["authors"])
        yield record, {**fields, **columns, "slug": _slug(record, problems)}


def _organisations(records: list[Record], problems: Problems) -> Iterator[Entry]:
    countries = models.named(models.Country, {str(record.data.get("country", "")) for record in records})
    for record in records:
        code = record.take("country", str, problems, "")
        if code and code not in countries:
            problems.add(record, "country", f"there is no country {code!r}.")
        texts = record.translated(models.Organisation.TEXTS, problems)
        yield record, {"country": countries.get(code), **texts, "slug": _slug(record, problems)}


def _synonyms(records: list[Record], problems: Problems) -> Iterator[Entry]:
    for record in records:
        words = record.take_lines("words", problems)
        yield record, {"words": "\n".join(models.Synonym(words=words).lines), "fixture": _slug(record, problems)}


def _slug(record: Record, problems: Problems) -> str:
    """Take the link name, last of all: what nobody asked for is misspelt."""
    slug = str(record.take("slug", str, problems, ""))
    record.refuse_unknown(problems)
    return slug
