"""Saving what the fixtures hold, in the order in which things refer to one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from practices import models
from practices.editorial import content
from practices.models import sequences
from practices.taxonomy.vocabularies import LANGUAGES, sort_key

from . import files, practice
from .files import Problems, Record

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

Entry = tuple[Record, dict[str, Any]]  # a record, and the fields of the row that it tells of


@dataclass(frozen=True)
class Loaded:
    """How many practices the fixtures hold, and how many of them were new."""

    practices: int
    new: int


def load(folder: Path) -> Loaded:
    """Load a folder of fixtures. Raise Problems, with all of them, and load nothing if there is any."""
    problems = Problems()
    with transaction.atomic():
        regions = _regions(folder, problems)
        _save_new(models.Country, _countries(folder, regions, problems), problems)
        for table, records in files.toml_tables(folder / "vocabularies.toml", _TERMS, problems).items():
            _save_new(_TERMS[table], _terms(records, problems), problems)
        for name, model, entries in (
            ("sources", models.Source, _sources),
            ("organisations", models.Organisation, _organisations),
            ("synonyms", models.Synonym, _synonyms),
        ):
            records = files.toml_tables(folder / f"{name}.toml", [name], problems)[name]
            _save_new(model, entries(records, problems), problems)
        records = [
            Record(path.name, str(data.get("id", "?")), data)
            for path in sorted((folder / "practices").glob("*.toml"))
            if (data := files.toml(path, problems)) is not None
        ]
        if not records:
            problems.lines.append(f"{folder / 'practices'}: there is no practice.")
        new = practice.save_new(_once(records, problems), problems)
        if problems.lines:
            raise problems  # rolls everything back
        sequences.never_again()
    return Loaded(len(records), new)


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


def _save_new(model: Any, entries: Iterable[Entry], problems: Problems) -> None:
    """Save what is not there, nor was once under the name that it has here: the edits of curators stay."""
    key = "fixture" if model is models.Synonym else model.VALUE
    written = {field.name for field in content.fields_of(model) if not field.is_relation}
    left_out = {field.name for field in model._meta.concrete_fields} - written
    taken = _taken(model)
    new = []
    for record, fields in entries:
        if _folded(fields[key]) in taken[key]:
            continue
        row = model(**fields)
        values = {name: _folded(getattr(row, name)) for name in taken if getattr(row, name)}
        twice = [name for name, value in values.items() if value in taken[name]]
        for name in twice:
            problems.add(record, name, f"another entry has {getattr(row, name)!r} already.")
        try:
            # `clean` would ask the database for each of them what `taken` tells of all.
            row.clean_fields(left_out) if isinstance(row, models.Linked) else row.full_clean()
        except ValidationError as error:
            problems.add_validation(record, error)
        else:
            new += [] if twice else [row]
        for name, value in values.items():
            taken[name].add(value)
    model._base_manager.bulk_create(new)


def _taken(model: Any) -> dict[str, set[str]]:
    """Return the values that no other row may have, by column: of what must be unique, and the names of terms."""
    rows = model._base_manager
    unique = [field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    taken = {name: set(map(_folded, rows.values_list(name, flat=True))) for name in unique}
    if issubclass(model, models.Term):
        used = rows.filter(merged_into=None)
        taken |= {name: set(map(_folded, used.values_list(name, flat=True))) for name in _NAMES}
    former = models.FormerName.objects.filter(kind=model._meta.model_name).values_list("name", flat=True)
    for name in getattr(model, "LINK_NAMES", ()):
        taken[name].update(former)
    return taken


def _folded(value: Any) -> str:
    return str(value).casefold()


def _regions(folder: Path, problems: Problems) -> dict[str, str]:
    """Save the regions, those that others lie in first. Return their link names by their English ones."""
    depths = {"": 0}
    levels: dict[int, list[tuple[int, Record]]] = {}
    slugs = {}
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
        _save_new(models.Region, entries, problems)
    return slugs


def _countries(folder: Path, regions: dict[str, str], problems: Problems) -> Iterator[Entry]:
    there = models.named(models.Region, regions.values())
    aliases = {
        record.entry: record.data["aliases"].replace("|", "\n")
        for record in files.csv_records(folder / "country-aliases.csv", ("iso2", "aliases"), problems)
    }
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
                "slug": slugify(sort_key(data["name_en"])),
                "region": there[regions[names[0]]] if names else None,
                "independent": data["independent"] == "yes",
                "aliases_en": aliases.get(data["iso2"], ""),
            },
        )


def _terms(records: list[Record], problems: Problems) -> Iterator[Entry]:
    for order, record in enumerate(records, 1):
        texts = record.translated(("name", "description"), problems, lines=["aliases"])
        more = {"group": record.take("group", str, problems)} if "group" in record.data else {}
        yield record, {"order": order, **texts, **more, "slug": _slug(record, problems)}


def _sources(records: list[Record], problems: Problems) -> Iterator[Entry]:
    written = {field.name for field in content.fields_of(models.Source)} - {"slug", "authors"}
    names = {name for name in written if not name.startswith(models.Source.TEXTS)}
    for record in records:
        fields = {name: record.take(name, object, problems) for name in names & set(record.data)}
        texts = record.translated(models.Source.TEXTS, problems)
        authors = record.take_lines("authors", problems)
        yield record, {**fields, **texts, "authors": authors, "slug": _slug(record, problems)}


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
        yield record, {"words": words, "fixture": _slug(record, problems)}


def _slug(record: Record, problems: Problems) -> str:
    """Take the link name, last of all: what nobody asked for is misspelt."""
    slug = str(record.take("slug", str, problems, ""))
    record.refuse_unknown(problems)
    return slug
