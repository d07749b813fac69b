"""The whole catalogue in files, written every night by `manage.py dump`, for whoever wants a copy of all of it.

`writing.py` writes the practices, `files.py` knows the files and puts them in place, `views.py` hands them out.
docs/harvesting.md tells what is in them.
"""

from django.conf import settings

LATEST = "latest.json"


def exist() -> bool:
    """Whether there is a dump to be had."""
    return (settings.DUMPS_DIR / LATEST).exists()
