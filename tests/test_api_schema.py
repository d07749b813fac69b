"""What the API says of itself holds, for whatever is asked of it, alone and one thing after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import SchemathesisConfig

from catalogue.wsgi import application
from practices.api import api

EXAMPLES = 15  # of each operation; the long run had 300
QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}

# The real WSGI application may close its connection after a request, which a test's own transaction can't bear.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]


def described() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def test_answers_are_as_described() -> None:
    operations = [found.ok() for found in described().get_all_operations()]
    for operation in operations:
        for mode in schemathesis.GenerationMode:

            @settings(max_examples=EXAMPLES, **QUICK)
            @given(case=operation.as_strategy(generation_mode=mode))
            def holds(case: schemathesis.Case) -> None:
                case.call_and_validate()

            holds()
    assert len(operations) == len({path for path in api.get_openapi_schema()["paths"]}) == 11


def test_one_answer_leads_to_the_next() -> None:
    machine = described().as_state_machine()
    machine.run(settings=settings(max_examples=EXAMPLES, stateful_step_count=6, **QUICK))
