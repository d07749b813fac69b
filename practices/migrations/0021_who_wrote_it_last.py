from django.db import migrations


def by_their_history(apps, schema_editor):
    """What counted as written by a reviewer for good is its author's again where they have changed it since."""
    Practice, Version = apps.get_model("practices", "Practice"), apps.get_model("practices", "Version")
    drafts = Practice.objects.filter(published_at=None, written_by__isnull=False)
    for practice in drafts.iterator():
        versions = Version.objects.filter(kind="practice", object_id=practice.pk, action__in=("changed", "restored"))
        newest = versions.order_by("-number").values_list("author_id", flat=True).first()
        if newest is not None and newest == practice.author_id:
            Practice.objects.filter(pk=practice.pk).update(written_by=None)


class Migration(migrations.Migration):
    dependencies = [("practices", "0020_practices_by_when_they_changed")]

    operations = [migrations.RunPython(by_their_history, migrations.RunPython.noop, elidable=True)]
