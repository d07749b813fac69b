import re

from django.db import migrations, models

LANGUAGES = ("en", "fr", "es")
COLUMNS = tuple(f"authors_{code}" for code in LANGUAGES)
HELP = (
    'One per line: people as ‘Family name, Given name’, institutions in braces, as {Ministry of Labour, '
    'Republic of Korea}. A line without a comma is taken for an institution.'
)
# Words that only institutions have in their names, as they were when this was written.
WORDS = re.compile(
    r"\b(?:united nations|nations unies|naciones unidas|minist(?:ry|ère|erio)|gouvernement|government|gobierno"
    r"|d[eé]partement|department|departamento|directorate|secretar[ií]at|secrétariat|secretaría|organi[sz]ation"
    r"|organización|commission|comisión|committee|comité|agency|agence|agencia|authority|autorité|autoridad|office"
    r"|oficina|bureau|instituto?e?|universit[yé]|universidad|federation|fédération|federación|association|asociación"
    r"|council|conseil|consejo|cent(?:re|er|ro)|foundation|fondation|fundación|program(?:me|a)?|division|división)\b",
    re.IGNORECASE,
)


def mark(apps, schema_editor):
    """Put institutions in braces: lines without a comma, which were read as institutions, names that are known as
    those of organisations, and those that a person can't have. So in what the history keeps.
    """
    organisations = apps.get_model("practices", "Organisation").objects
    rows = organisations.values_list(*(f"name_{code}" for code in LANGUAGES))
    known = {name.lower() for row in rows for name in row if name}
    for model, filters in (("Source", {}), ("Version", {"kind": "source"})):
        for row in apps.get_model("practices", model).objects.filter(**filters).iterator():
            content = row.content if model == "Version" else vars(row)
            written = {name: content[name] for name in ("authors", *COLUMNS) if content.get(name)}
            changed = {name: marked(text, known) for name, text in written.items()}
            if changed != written:
                content.update(changed)
                row.save(update_fields=["content"] if model == "Version" else list(changed))


def marked(text, known):
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(f"{{{line}}}" if is_institution(line, known) else line for line in lines if line)


def is_institution(line, known):
    if line.startswith("{"):
        return False  # it is marked
    family, _comma, given = (part.strip() for part in line.partition(","))
    return not _comma or line.lower() in known or any(" " in part and WORDS.search(part) for part in (family, given))


def authors():
    return models.TextField(help_text=HELP, max_length=500, verbose_name='authors')


def translated():
    return models.TextField(help_text=HELP, max_length=500, null=True, verbose_name='authors')


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0018_pages_in_one_way'),
    ]

    operations = [
        migrations.AlterField(model_name='source', name='authors', field=authors()),
        *(migrations.AlterField(model_name='source', name=name, field=translated()) for name in COLUMNS),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
