"""Tables tell practices from plain values: the same as the objects that pages show say, in each language."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils.translation import override

from practices.exports import told
from practices.exports.columns import columns
from practices.exports.result import TableRow
from practices.models import Practice
from tests.exports.test_sending_results import whole


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_column_says_what_the_object_says(language: str) -> None:
    first, second, *_others = Practice.objects.published()
    Practice.objects.filter(pk=first.pk).update(title_fr="", done_fr=None, summary_es="", outdated_fr=True)
    Practice.objects.filter(pk=second.pk).update(confirmed_by_es="Ana", confirmed_on_es="2024-05-01")
    with override(language):
        result = whole()
        rows = list(result.table_rows())
        objects = {one.pk: one for one in Practice.objects.published()}
        assert {type(row.practice) for row in rows} == {told.Told}
        for column in columns(result.found.vocabularies):
            said = [column.cell(row) for row in rows]
            assert said == [column.cell(TableRow(objects[row.practice.pk], row.values, row.below)) for row in rows]
