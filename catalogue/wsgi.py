"""The WSGI application that a web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "catalogue.settings")
application = get_wsgi_application()

# What was made at the start stays: looking through it for garbage again and again would cost a third of a page.
gc.collect()
gc.freeze()
