"""What stands in the place of a name when the data of one person are deleted (`housekeeping/person_deletion.py`)."""

from django.utils.translation import gettext as _

FORMER_CURATOR = "a former curator"
READER = "a reader"  # who had no account


def called(name: str) -> str:
    """Return a name as it is shown: where a name was deleted, that in the reader's language."""
    known = {FORMER_CURATOR: _("a former curator"), READER: _("a reader")}
    return known.get(name, name)
