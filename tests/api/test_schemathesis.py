"""Every operation that the OpenAPI document names, reads and writes, asked as its schemas say and as they do not.

Schemathesis makes the requests out of the document: a few that fit and one or two that do not, the same ones each time.
Never a fault of the server; every answer has a status, a content type and a shape that the document promises.
"""

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.api.planted_given import plant
from tests.api.work_given import Office

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
#: A stream, which the browser here would read to its end.
STREAMS = {"/api/v1/work/news"}
#: Schemathesis 4.32 misreads `prefixItems` inside lists of lists; test_openapi_fuzz.py looks at the shape of these.
SHAPED_ELSEWHERE = {"/api/v1/outlook/map"}
SENT = settings(
    max_examples=2,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def ask(office: Office, by: str, case, filling: dict[str, str]) -> int:
    """Send one request, with ids of things that are there where ``filling`` has some, and hold the answer against."""
    case.path_parameters.update({k: v for k, v in filling.items() if k in case.path_parameters})
    sent = requests.Request(**case.as_transport_kwargs(base_url="http://127.0.0.1")).prepare()
    browser = office.sign_in(by)  # anew, since the request before may have been to sign out
    answer = browser.request(sent.method, sent.url, content=sent.body, headers=dict(sent.headers))
    case.validate_response(answer, checks=CHECKS[:2] if case.operation.path in SHAPED_ELSEWHERE else CHECKS)
    return answer.status_code


def try_out(office: Office, by: str, operation, mode: GenerationMode, filling: dict[str, str]) -> set[int]:
    """Send a few requests of one operation; with which statuses they were answered."""
    seen = set()

    @seed(7)
    @SENT
    @given(case=operation.as_strategy(generation_mode=mode), there=st.booleans())
    def few(case, there) -> None:
        seen.add(ask(office, by, case, filling if there else {}))

    few()
    return seen


@pytest.mark.parametrize("office", ["memory"], indirect=True)
@pytest.mark.parametrize("by", ["commander", "north-warden"])
def test_every_operation_answers_as_promised(office, by) -> None:
    planted = plant(office)
    schema = schemathesis.openapi.from_dict(office.app.openapi())
    names = {name: value for fillings in planted.at.values() for name, value in fillings[0].items()}
    asked, seen = set(), set()
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path not in STREAMS:
            asked.add((operation.method, operation.path))
            modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if operation.body else (GenerationMode.POSITIVE,)
            for mode in modes:
                seen |= try_out(office, by, operation, mode, planted.at.get(operation.path, (names,))[0])
    documented = office.app.openapi()["paths"]
    assert len(asked) == sum(len(methods) for methods in documented.values()) - len(STREAMS)
    assert seen >= ({200, 201, 403, 404, 422} if by == "commander" else {200, 403, 404, 422}), seen
