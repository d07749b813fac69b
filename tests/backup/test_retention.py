"""Which backups are kept: a schedule, and nothing that is not ours is removed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from practices.backup import retention
from practices.backup.retention import Keep, to_keep

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)  # a Monday


def days(*ago: int) -> set[datetime]:
    return {NOON - timedelta(days=count) for count in ago}


def test_the_newest_of_each_day_week_and_month() -> None:
    nightly = days(*range(500))
    kept = to_keep(nightly, Keep(7, 4, 12))
    of_days, of_weeks = days(*range(7)), days(0, 1, 8, 15)
    last_of_months = {NOON.replace(month=month, day=1) - timedelta(days=1) for month in range(1, 12)}
    assert kept == of_days | of_weeks | last_of_months  # and November's is today's


def test_all_of_the_last_day_stay() -> None:
    hourly = {NOON - timedelta(hours=count) for count in range(48)}
    kept = to_keep(hourly, Keep(0, 0, 0))
    assert kept == {NOON - timedelta(hours=count) for count in range(24)}
    assert to_keep([], Keep()) == set()


def test_days_without_a_backup_do_not_count() -> None:
    assert to_keep(days(0, 30, 60, 90, 400), Keep(4, 0, 0)) == days(0, 30, 60, 90)


def test_only_what_bears_our_name_is_removed(tmp_path: Path) -> None:
    ours = [retention.name(retention.PREFIX, NOON - timedelta(days=count)) for count in (0, 3)]
    foreign = [
        *("holiday.jpg", "replaced-20200101T000000Z.tar.gz", "catalogue-20200101T000000Z.tar.gz.bak"),
        *("catalogue-20209901T000000Z.tar.gz", "my-catalogue-20200101T000000Z.tar.gz", "catalogue.sqlite3"),
    ]
    for name in [*ours, *foreign, f"{ours[1]}.sha256", "catalogue-20200101T000000Z.tar.gz.age"]:
        (tmp_path / name).touch()
    (tmp_path / "catalogue-20190101T000000Z.tar.gz").mkdir()
    removed = retention.remove_old(tmp_path, Keep(1, 0, 0))
    assert [path.name for path in removed] == ["catalogue-20200101T000000Z.tar.gz.age", ours[1]]
    assert {path.name for path in tmp_path.iterdir()} == {ours[0], *foreign, "catalogue-20190101T000000Z.tar.gz"}
