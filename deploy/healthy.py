"""Ask the server in this container whether it lives, as its readers would call it."""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

connection = HTTPConnection(os.environ.get("BIND", "127.0.0.1:8000").replace("0.0.0.0", "127.0.0.1"), timeout=4)  # noqa: S104
connection.request("GET", "/healthz", headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
sys.exit(connection.getresponse().status != 200)
