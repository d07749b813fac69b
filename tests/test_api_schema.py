"""What the API says of itself holds, for whatever is asked of it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from catalogue.wsgi import application

CHECKS = (not_a_server_error, response_schema_conformance, status_code_conformance)


# The real WSGI application may close its connection after a request, which a test's own transaction can't bear.
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("catalogue")
def test_answers_are_as_described() -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    paths = []
    for found in schema.get_all_operations():
        operation = found.ok()
        paths.append(operation.path)

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def holds(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        holds()
    assert sorted(paths) == ["/api/v1/facets", "/api/v1/practices", "/api/v1/practices/{practice_id}"]
