"""docs/settings.md against the code, both ways, with types and defaults; and a wrong value of each is refused."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ROOT: Path = settings.BASE_DIR

# What is put together while the settings are read is told in words.
IN_WORDS = {
    "SECRET_KEY": "a random key, kept in `DATA_DIR/secret-key`",
    "DATABASE_URL": "SQLite in `DATA_DIR`",
    "ALLOWED_HOSTS": "the host of `SITE_URL`",
    "SECOND_FACTOR": "yes if `SITE_URL` has `https://`",
    "DEFAULT_FROM_EMAIL": "`CONTACT_EMAIL`, else `noreply@` and the host of `SITE_URL`",
}


def default(node: ast.expr) -> str:
    """Return a setting's default as the documentation writes it."""
    match node:
        case ast.Constant(value=bool(value)):
            return "yes" if value else "no"
        case ast.Constant(value=int(value)):
            return str(value)
        case ast.Constant(value=str(value)):
            return f"`{value}`" if value else "none"
        case ast.Name(id=name):
            return f"`{name}`"
        case ast.BinOp(left=ast.Name(id="BASE_DIR"), right=ast.Constant(value=folder)):
            return f"`{folder}/`"
        case ast.BinOp(left=ast.Name(id=name), right=ast.Constant(value=folder)):
            return f"`{name}/{folder}`"
    raise AssertionError(ast.unparse(node))


class Setting(NamedTuple):
    """What is told of a setting, or done with it."""

    type: str
    default: str


# What reads it, and as what the table tells it.
TYPES = {
    "boolean": "yes or no",
    "number": "number",
    "port": "port",
    "text": "text",
    "word": "word",
    "site": "address",
    "address": "address",
    "mail_address": "mail address",
    "bare_mail_address": "mail address",
    "contact": "mail address or address",
    "host": "host",
    "hosts": "hosts",
    "networks": "networks",
    "keys": "keys",
    "folder": "folder",
    "figures_folder": "folder",
    "secret_key": "text",
    "cache": "address",
}


def type_of(reader: str, call: ast.Call) -> str:
    """Return the type of what a call reads, as the documentation writes it."""
    if reader == "choice":
        among = next(ast.literal_eval(keyword.value) for keyword in call.keywords if keyword.arg == "among")
        return f"one of {', '.join(f'`{one}`' for one in among)}"
    return TYPES[reader]


def read_by(file: Path) -> dict[str, Setting]:
    """Return each setting that a file reads from the environment."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    either = [node.values for node in ast.walk(tree) if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)]
    alternatives = {id(read): alternative for read, alternative, *_more in either}
    found = {}
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="environment"), attr=reader),
                args=[ast.Constant(value=str(name)), *_more],
            ):
                given = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
                said = alternatives.get(id(node), given[0] if given else ast.Constant(""))
                found[name] = Setting(type_of(reader, node), IN_WORDS.get(name) or default(said))
    return found


def done() -> dict[str, Setting]:
    """Return each setting that the project reads."""
    found = {name: setting for file in CODE for name, setting in read_by(file).items()}
    # `secret_key` reads it by itself.
    return {**found, "SECRET_KEY": Setting("text", IN_WORDS["SECRET_KEY"])}


# Databases are read as a text and taken apart by their library.
TOLD_OTHERWISE = {"DATABASE_URL": "address", "DATABASE_REPLICA_URL": "address"}
CODE = sorted(path for path in (ROOT / "catalogue").rglob("*.py") if path.name != "environment.py")
ROWS = re.findall(
    r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \| (.*) \|$", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
)


def test_every_setting_is_told_with_its_type_and_default_and_no_other() -> None:
    told = {name: Setting(kind, default) for name, kind, default, _what in ROWS}
    of_code = {name: one._replace(type=TOLD_OTHERWISE.get(name, one.type)) for name, one in done().items()}
    assert told == of_code
    assert len(ROWS) == len(told)


def test_every_setting_is_told_with_what_it_means() -> None:
    assert [name for name, _kind, _default, what in ROWS if len(what) < 5] == []


def test_nothing_reads_the_environment_past_these() -> None:
    others = {"DJANGO_SETTINGS_MODULE", "OPENBLAS_NUM_THREADS", "PGPASSWORD", "PROMETHEUS_MULTIPROC_DIR"}
    files = [file for folder in ("catalogue", "practices") for file in (ROOT / folder).rglob("*.py")]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if "os.environ" in line]
    assert {name for line in lines for name in re.findall(r'"([A-Z][A-Z_]+)"', line)} == others


# Wrong values -----------------------------------------------------------------------------------

WRONG = {
    "yes or no": "perhaps",
    "number": "many",
    "port": "0",
    "text": "two\nlines",
    "word": "two words",
    "address": "nowhere",
    "mail address": "nobody",
    "mail address or address": "nobody",
    "host": "https://mail.example.org",
    "hosts": "a.example.org, https://b.example.org",
    "networks": "10.0.0.0/33",
    "keys": "short",
    "folder": "/dev/null",
}


def started(monkeypatch: pytest.MonkeyPatch, folder: Path, **variables: str) -> ModuleType:
    """Read the settings as a start does, with these variables alone."""
    for name in done():
        monkeypatch.delenv(name, raising=False)
    for name, value in {"DATA_DIR": str(folder), **variables}.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("catalogue.settings_of_this_test", ROOT / "catalogue" / "settings.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kind, _default, _what in ROWS])
def test_a_wrong_value_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, kind: str) -> None:
    wrong = WRONG.get(kind, "something else")
    with pytest.raises(ImproperlyConfigured) as refused:
        started(monkeypatch, tmp_path, **{name: wrong})
    said = str(refused.value)
    assert said.startswith(name), said
    assert len(said) > len(name) + 20, "It says why"


def test_the_start_goes_well_without_any(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = started(monkeypatch, tmp_path)
    assert module.LOG_LEVEL == "INFO" and module.METRICS_ALLOWED == []
    assert module.DATA_DIR.samefile(tmp_path)


def test_a_folder_that_cannot_be_made_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="can't be made: Not a directory"):
        started(monkeypatch, tmp_path / "file" / "data")


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("ALLOWED_HOSTS", " www.example.org, .example.net ,[::1]", ["www.example.org", ".example.net", "[::1]"]),
        ("LOG_LEVEL", "warning", "WARNING"),
        ("LOG_FORMAT", "JSON", "json"),
        ("EMAIL_HOST", "mail_1.example.org", "mail_1.example.org"),
        ("SLOW_QUERY_MS", "0", 0),
        ("ADDRESS_KEYS", f"{'n' * 40}, {'o' * 32}", ["n" * 40, "o" * 32]),
    ],
)
def test_what_is_meant_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, meant: object
) -> None:
    found = getattr(started(monkeypatch, tmp_path, **{name: value}), name)
    assert found == meant or found[1 : 1 + len(value.split(","))] == meant


def test_networks_are_read_and_an_empty_folder_of_figures_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    module = started(monkeypatch, tmp_path, METRICS_ALLOWED="127.0.0.1, 2001:db8::/32", PROMETHEUS_MULTIPROC_DIR=" ")
    assert [str(one) for one in module.METRICS_ALLOWED] == ["127.0.0.1/32", "2001:db8::/32"]
    assert module.PROMETHEUS_MULTIPROC_DIR is None


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DATABASE_REPLICA_URL": "postgresql://replica/catalogue"}, "needs PostgreSQL"),
        ({"DATABASE_URL": "postgresql://a/b", "DATABASE_REPLICA_URL": "sqlite:////tmp/x"}, "needs PostgreSQL"),
        ({"DATABASE_URL": "postgresql://a/b", "DATABASE_REPLICA_URL": "postgresql://a/b"}, "is DATABASE_URL"),
    ],
)
def test_a_replica_is_of_postgresql_and_another_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^DATABASE_REPLICA_URL {said}"):
        started(monkeypatch, tmp_path, **variables)


def test_a_pooler_gets_no_cursors_that_outlive_a_transaction(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    addresses = {"DATABASE_URL": "postgresql://a/b", "DATABASE_REPLICA_URL": "postgresql://c/b"}
    module = started(monkeypatch, tmp_path, **addresses, DATABASE_POOLER="yes")
    for database in module.DATABASES.values():
        assert database["DISABLE_SERVER_SIDE_CURSORS"] and "options" not in database["OPTIONS"]
    assert module.DATABASE_ROUTERS
    usual = started(monkeypatch, tmp_path, DATABASE_URL="postgresql://a/b")
    assert not usual.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]
    assert "lock_timeout=5s" in usual.DATABASES["default"]["OPTIONS"]["options"]
    assert usual.DATABASE_ROUTERS == []
