"""Holding the first content, in `fixtures/`, against the documents it is drawn from and against our own rules.

Knows files alone, no database. `manage.py proofread` says what it finds; the tests use it without the documents, which
are not part of the project, by the two lists that the command made of them (`evidence.py`).
"""

from .proofreader import TRANSLATIONS, Proofreader
from .readability import measure

__all__ = ["TRANSLATIONS", "Proofreader", "measure"]
