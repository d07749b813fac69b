"""Sickle, a harvester that others maintain, asking this process rather than a server."""

from __future__ import annotations

from typing import Any

import requests
from django.test import Client
from sickle import Sickle

PAGE = "http://testserver/oai"


class Harvester(Sickle):  # type: ignore[misc]
    """Harvests through Django's test client. Every answer must keep to the schemas."""

    def __init__(self, **options: Any) -> None:
        super().__init__(PAGE, **options)
        self.answers = 0

    def _request(self, kwargs: dict[str, str]) -> requests.Response:
        from tests.schemas import valid

        self.answers += 1
        answered = Client().generic(**_request(self.http_method, kwargs))
        valid(answered.content)
        made = requests.Response()
        made.status_code, made.encoding = answered.status_code, answered.charset
        made._content = answered.content
        return made

    def copy(self, **asked: str) -> dict[str, str]:
        """Harvest records. Return the title of each by identifier, empty where it is deleted."""
        return {
            record.header.identifier: "" if record.deleted else record.metadata["title"][0]
            for record in self.ListRecords(metadataPrefix="oai_dc", **asked)
        }


def _request(method: str, asked: dict[str, str]) -> dict[str, Any]:
    query = requests.models.RequestEncodingMixin._encode_params(asked)
    if method == "GET":
        return {"method": "GET", "path": "/oai", "QUERY_STRING": query}
    return {"method": "POST", "path": "/oai", "data": query, "content_type": "application/x-www-form-urlencoded"}
