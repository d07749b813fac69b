from django.db import migrations, models

ROWS = ("participation", "involvement", "citation", "figure", "requirement")
NAMES = {
    "participation": ("country in the practice", "countries in the practice"),
    "involvement": ("organisation in the practice", "organisations in the practice"),
    "citation": ("citation", "citations"),
    "figure": ("figure", "figures"),
    "requirement": ("requirement", "requirements"),
}


def _ordered(model: str) -> migrations.AlterModelOptions:
    one, many = NAMES[model]
    options = {"ordering": ["place", "pk"], "verbose_name": one, "verbose_name_plural": many}
    return migrations.AlterModelOptions(model, options)


class Migration(migrations.Migration):
    dependencies = [("practices", "0023_mails")]

    operations = [
        *(
            migrations.AddField(
                model, "place", models.PositiveSmallIntegerField(db_default=32767, default=32767, editable=False)
            )
            for model in ROWS
        ),
        *map(_ordered, ROWS),
    ]
