"""Saving what the fixtures hold, in the order in which things refer to one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from practices import models
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


@dataclass(frozen=True)
class Loaded:
    """How many practices the fixtures hold, and how many of them were new."""

    practices: int
    new: int


def load(folder: Path) -> Loaded:
    """Load a folder of fixtures. Raise Problems, with all of them, and load nothing if there is any."""
    problems = Problems()
    with transaction.atomic():
        _regions(folder, problems)
        _countries(folder, problems)
        _terms(folder, problems)
        _sources(folder, problems)
        _organisations(folder, problems)
        _synonyms(folder, problems)
        records = [
            Record(path.name, str(data.get("id", "?")), data)
            for path in sorted((folder / "practices").glob("*.toml"))
            if (data := files.toml(path, problems)) is not None
        ]
        if not records:
            problems.lines.append(f"{folder / 'practices'}: there is no practice.")
        new = sum(practice.save(record, problems) for record in _once(records, problems))
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


def _save_new(
    model: type[models.Logged], record: Record, key: str, value: Any, fields: dict[str, Any], problems: Problems
) -> None:
    """Save a row unless there is one with this key already, whose edits then stay."""
    if model.objects.filter(**{key: value}).exists() or models.formerly(model, [str(value)]):
        return
    row = model(**{key: value}, **fields)
    try:
        row.full_clean()
    except ValidationError as error:
        problems.add_validation(record, error)
    else:
        row.save()


def _regions(folder: Path, problems: Problems) -> None:
    for order, record in enumerate(files.csv_records(folder / "regions.csv", _REGION, problems), 1):
        parent: Any = models.named(models.Region, [record.data["parent"]]).get(record.data["parent"])
        if record.data["parent"] and parent is None:
            problems.add(record, "parent", f"there is no region {record.data['parent']!r} above this line.")
        fields = {f"name_{code}": record.data[f"name_{code}"] for code in LANGUAGES}
        fields |= {"m49": record.data["m49"], "parent": parent, "order": order}
        _save_new(models.Region, record, "slug", record.data["slug"], fields, problems)


def _countries(folder: Path, problems: Problems) -> None:
    regions = {region.name_en: region for region in models.Region.objects.all()}  # type: ignore[attr-defined]
    aliases = {
        record.entry: record.data["aliases"].replace("|", "\n")
        for record in files.csv_records(folder / "country-aliases.csv", ("iso2", "aliases"), problems)
    }
    for record in files.csv_records(folder / "countries.csv", _COUNTRY, problems):
        data = record.data
        names = [data[column] for column in ("intermediate_region", "sub_region", "region") if data[column]]
        if names and names[0] not in regions:
            problems.add(record, "region", f"there is no region {names[0]!r} in regions.csv.")
            continue
        fields = {f"name_{code}": data[f"name_{code}"] for code in LANGUAGES}
        fields |= {
            "slug": slugify(sort_key(data["name_en"])),
            "iso3": data["iso3"],
            "m49": data["m49"],
            "region": regions[names[0]] if names else None,
            "independent": data["independent"] == "yes",
            "aliases_en": aliases.get(data["iso2"], ""),
        }
        _save_new(models.Country, record, "code", data["iso2"], fields, problems)


def _terms(folder: Path, problems: Problems) -> None:
    for table, records in files.toml_tables(folder / "vocabularies.toml", _TERMS, problems).items():
        for order, record in enumerate(records, 1):
            fields = {"order": order, **record.translated(("name", "description"), problems, lines=["aliases"])}
            slug = record.take("slug", str, problems, "")
            record.refuse_unknown(problems)
            _save_new(_TERMS[table], record, "slug", slug, fields, problems)


def _sources(folder: Path, problems: Problems) -> None:
    names = {field.name for field in models.Source._meta.concrete_fields} - {"id", "slug", "authors"}
    for record in files.toml_tables(folder / "sources.toml", ["sources"], problems)["sources"]:
        fields = {name: record.take(name, object, problems) for name in names & set(record.data)}
        fields["authors"] = record.take_lines("authors", problems)
        slug = record.take("slug", str, problems, "")
        record.refuse_unknown(problems)
        _save_new(models.Source, record, "slug", slug, fields, problems)


def _organisations(folder: Path, problems: Problems) -> None:
    # mypy takes the manager for that of Term.
    countries = models.Country.objects.in_bulk(field_name="code")  # type: ignore[misc]
    for record in files.toml_tables(folder / "organisations.toml", ["organisations"], problems)["organisations"]:
        code = record.take("country", str, problems, "")
        country = countries.get(code) or models.formerly(models.Country, [code]).get(code)
        if code and country is None:
            problems.add(record, "country", f"there is no country {code!r}.")
        fields: dict[str, Any] = {"country": country, **record.translated(("name", "acronym"), problems)}
        slug = record.take("slug", str, problems, "")
        record.refuse_unknown(problems)
        _save_new(models.Organisation, record, "slug", slug, fields, problems)


def _synonyms(folder: Path, problems: Problems) -> None:
    for record in files.toml_tables(folder / "synonyms.toml", ["synonyms"], problems)["synonyms"]:
        words = record.take_lines("words", problems)
        slug = record.take("slug", str, problems, "")
        record.refuse_unknown(problems)
        _save_new(models.Synonym, record, "fixture", slug, {"words": words}, problems)
