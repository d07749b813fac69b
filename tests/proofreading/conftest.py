"""A project of two entries and two documents, made up."""

from __future__ import annotations

from pathlib import Path

import pytest

REPORT = """\
INTRODUCTION 1
THE TALKS 3
THE BANKS 5

INTRODUCTION

Some 95 million people work abroad¹, and three in ten of them send money.

¹ The estimate is of 2005.

THE TALKS

A ministry held talks with the banks in a quiet town beside the sea and 12 came.

THE
BANKS

They lowered their fees by half, that is USD 204 billion, for 300,000 senders.
"""
PAPER = """\
1. The first paragraph has 16 ministries.²

2. The second has none.
² In two groups of 8.

3. The third names 1,250.5 things.
"""
ENTRY = """\
id = 1
title = "Sealand: banks lower their fees"
summary = "12 banks were asked by a ministry to take less."
done = "They take half since 2007."
reported_on = 2007-10-08
[[figures]]
value = 204000000000
unit = "USD"
label = "lower fees"
citation = 1
fr = { unit = "USD", label = "de frais en moins" }
es = { unit = "USD", label = "menos de comisiones" }
[[citations]]
source = "report"
section = "The talks"
pages = "3-5"
note = "The talks."
fr = { note = "Les pourparlers." }
es = { note = "Las conversaciones." }
[fr]
title = "Sealand : les banques baissent leurs frais"
summary = "12 banques ont été priées par un ministère de prendre moins."
done = "Elles prennent la moitié depuis 2007."
[es]
title = "Sealand: los bancos bajan sus comisiones"
summary = "Un ministerio pidió a 12 bancos que cobraran menos."
done = "Cobran la mitad desde 2007."
"""
GLOSSARY = """\
# Glossary

| English | French | Spanish | Not in French | Not in Spanish | Source |
| --- | --- | --- | --- | --- | --- |
| bank | banque | banco | établissement de crédit | | own wording |
| fee / charge | frais | comisión / comisiones | | tarifa | own wording |
| central bank | banque centrale | banco central | | | own wording |
"""
FILES = {
    "fixtures/documents.toml": """\
names = ["a quiet town beside the sea"]
[documents.report]
file = "report.txt"
headings = [
    { title = "THE BANKS 5" }, { title = "INTRODUCTION", page = 1 },
    { title = "The talks", page = 3 }, { title = "The banks", called = "On banks", page = 5 },
]
[documents.paper]
file = "paper.txt"
""",
    "fixtures/sources.toml": """\
[[sources]]
slug = "report"
title = "Talks"
year = 2010
[[sources]]
slug = "paper"
title = "P"
""",
    "fixtures/organisations.toml": '[[organisations]]\nslug = "a"\nname = "A bank"\n',
    "fixtures/practices/001-banks.toml": ENTRY,
    "fixtures/practices/002-merged.toml": 'id = 2\nslug = "merged"\nmerged_into = 1\n',
    "docs/glossary.md": GLOSSARY,
    "documents/report.txt": REPORT,
    "documents/paper.txt": PAPER,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of the project. The documents lie beside its fixtures."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "fixtures" / "proof").mkdir()
    return tmp_path


@pytest.fixture
def entry(project: Path) -> Path:
    """The file of the entry, to be changed."""
    return project / "fixtures" / "practices" / "001-banks.toml"
