"""The WSGI application that a web server calls."""

import gc
import os
from functools import partial

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "catalogue.settings")
application = get_wsgi_application()

from catalogue.warming import warm_up  # noqa: E402 (it needs what the line before has set up, as do these)
from practices.mails import outbox  # noqa: E402
from practices.views import fault  # noqa: E402

application.pages_when_busy = fault.pages_when_busy()  # type: ignore[attr-defined] # for `shedding.py`
application.goes_on_with = outbox.watch  # type: ignore[attr-defined] # for `worker.py`: besides answering
application.warms_up = partial(warm_up, application)  # type: ignore[attr-defined] # and before it

# What was made at the start stays: looking through it for garbage again and again would cost a third of a page.
gc.collect()
gc.freeze()
