"""What is known of a translation follows when the files bring it, or the English alone, up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from practices.loading import load
from practices.models import Practice
from tests.loading.conftest import FIRST
from tests.loading.test_loading import edit

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("db")]


def test_a_translation_is_unofficial_and_outdated_where_only_the_english_is_brought_up_to_date(folder: Path) -> None:
    path = folder / "practices" / FIRST
    load(folder)

    def known() -> tuple[str, bool]:
        (french, _spanish) = Practice.objects.order_by("pk")[0].translations
        return french.state, french.is_outdated

    assert known() == ("unofficial", False)
    edit(path, 'title = "', 'title = "In short: ')
    assert load(folder).updated == 1
    assert known() == ("unofficial", True)
    edit(path, '[fr]\ntitle = "', '[fr]\ntitle = "En bref : ')
    assert load(folder).updated == 1
    assert known() == ("unofficial", False)
