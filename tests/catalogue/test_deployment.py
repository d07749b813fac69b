"""The files of a deployment agree with each other and with the code, as far as that shows without starting them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.catalogue.test_settings_table import done

ROOT: Path = settings.BASE_DIR
DEPLOY = ROOT / "deploy"
# What others than the settings of Django read.
ELSEWHERE = {"MIRROR_DIR", "WEB_CONCURRENCY", "BIND", "SITE_ADDRESS", "UPSTREAM", "DATABASE_PASSWORD"}


@pytest.mark.parametrize("name", ["env.example", "compose.yaml"])
def test_each_setting_that_is_named_exists(name: str) -> None:
    text = (DEPLOY / name).read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)) | set(
        re.findall(r"^    ([A-Z_]+): ", text, re.MULTILINE)
    )
    assert named and named - ELSEWHERE <= set(done())


def test_the_image_has_each_folder_that_the_code_reads() -> None:
    copied = set(
        " ".join(re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.M)).split()
    )
    assert {
        "catalogue",
        "practices",
        "templates",
        "static",
        "root",
        "fixtures",
        "requirements.txt",
        "manage.py",
    } <= copied
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_scripts_are_programs_of_a_shell_that_reads_them() -> None:
    for path in (DEPLOY / name for name in ("install.sh", "upgrade.sh", "upgrade-here", "start", "nightly", "manage")):
        assert os.access(path, os.X_OK), path
        assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0, path


def test_units_name_files_that_are_there() -> None:
    for unit in DEPLOY.glob("catalogue*"):
        for name in re.findall(r"\bdeploy/[a-z.]+", unit.read_text()):
            assert (ROOT / name).exists(), name


def test_the_proxy_lets_through_what_the_server_takes() -> None:
    from catalogue.worker import MOST_BODY

    said = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    assert [int(size) * 2**20 >= MOST_BODY for size in said] == [True]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_service_can_do_little(tmp_path: Path) -> None:
    unit = tmp_path / "whole.service"
    unit.write_text((DEPLOY / "catalogue.service").read_text() + (DEPLOY / "hardening.conf").read_text())
    checked = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout[-500:]
