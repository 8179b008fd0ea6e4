"""Every GET route that the OpenAPI document names, asked for anything at all.

Never a fault of the server; every refusal is an RFC 9457 problem; every JSON answer has the shape that the document
promises.
"""

import json
import math
from urllib.parse import quote, urlencode

import pytest
from hypothesis import strategies as st

pytestmark = pytest.mark.xdist_group("leeds")

PROBLEM = {"type", "title", "status", "detail"}

#: What parsers stumble over, and a few words that mean something here.
EDGES = (
    "", " ", "0", "-1", "1", "50", "501", "²", "٣", "1e9", "NaN", "inf", "-inf", "9" * 20, "9" * 5000, "1.5", "null",
    "true", "../../etc/passwd", "%", "%00", "\x00", "\n", "\ud7ff", "😀", "道安", "a" * 3000, "' or 1=1 --", "{}",
    "0001-01-01T00:00:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
    "2019-02-30", "2019-03-31T01:30:00", "1,2,3,4", "nan,nan,nan,nan", "-180,-90,180,90", "1e400,0,1,1",
    "-1.6,53.7,-1.5,53.9", "[]", "2019-06-01T00:00:00+08:00",
    "json", "csv", "rank", "ksi", "motorway", "leeds", "E08000035", "2019", "fatal", "open", "red", "roads", "crashes",
    "WzEsImEiXQ", "WzFd", "bnVsbA", "W10", "e30", "WzFlMzA4LCJhIl0",
)  # fmt: skip

words = st.sampled_from(EDGES) | st.text(max_size=30) | st.integers().map(str) | st.floats().map(str)


def matches(value, schema: dict, document: dict) -> bool:
    """Whether a JSON value has the shape of a schema; of long lists the first rows are looked at."""
    if "$ref" in schema:
        return matches(value, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document)
    if "anyOf" in schema:
        return any(matches(value, one, document) for one in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    kind = schema.get("type")
    if kind == "object":
        known = schema.get("properties", {})
        more = schema.get("additionalProperties")
        return (
            isinstance(value, dict)
            and set(schema.get("required", ())) <= set(value)
            and all(matches(value[k], one, document) for k, one in known.items() if k in value)
            and (
                not isinstance(more, dict)
                or all(matches(v, more, document) for k, v in value.items() if k not in known)
            )
        )
    if kind == "array":
        if not isinstance(value, list):
            return False
        fixed = schema.get("prefixItems")
        if fixed is not None:
            return len(value) == len(fixed) and all(map(matches, value, fixed, [document] * len(fixed)))
        return all(matches(v, schema.get("items", {}), document) for v in value[:20])
    return {
        "string": isinstance(value, str),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value),
        "boolean": isinstance(value, bool),
        "null": value is None,
    }.get(kind, True)


@pytest.fixture(scope="module")
def document(client) -> dict:
    return client.get("/api/v1/openapi.json").json()


def routes(document: dict) -> list[tuple[str, dict]]:
    """Path and GET operation of every route that comes to an end; bulletins are made anew and tested elsewhere."""
    found = [(path, methods["get"]) for path, methods in sorted(document["paths"].items()) if "get" in methods]
    return [(path, get) for path, get in found if "text/event-stream" not in get["responses"]["200"].get("content", {})]


def check(client, document: dict, operation: dict, url: str) -> int:
    """Ask, and hold the answer against the document; its status."""
    answer = client.get(url)
    assert answer.status_code < 500, f"{url[:300]}: {answer.text[:500]}"
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", url[:300]
        assert set(answer.json()) == PROBLEM
        assert answer.json()["status"] == answer.status_code
        assert len(answer.content) < 20_000
    elif answer.headers["content-type"] == "application/json":
        promised = operation["responses"]["200"]["content"]["application/json"]["schema"]
        body = json.loads(answer.content, parse_constant=lambda word: pytest.fail(f"{url[:300]} answers {word}"))
        assert matches(body, promised, document), url[:300]
    return answer.status_code


def url_of(path: str, operation: dict, value_of) -> str:
    """A request of a route; ``value_of`` gives each parameter its word, ``None`` leaves it out where that can be."""
    query = []
    for parameter in operation.get("parameters", ()):
        value = value_of(parameter)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(value or "x", safe=""))
        elif value is not None:
            query.append((parameter["name"], value))
    path = path.replace(":path}", "}")
    return path + ("?" + urlencode(query) if query else "")


def test_the_document_names_the_routes(document):
    assert len(routes(document)) >= 20


def test_the_measure_measures(document):
    page = document["paths"]["/api/v1/alerts"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert matches({"rows": [], "next": None, "total": 0}, page, document)
    for wrong in ({"rows": [], "total": 0}, {"rows": [{}], "next": None, "total": 1}, [], None):
        assert not matches(wrong, page, document)
    assert not matches({"rows": [], "next": None, "total": "0"}, page, document)


#: Behind doors that the settings open.
SHUT = ("/api/v1/open",)
#: Whoever asks here is of the command centre, and these are others' duties.
NOT_OF_THE_COMMAND_CENTRE = {
    "/api/v1/people",
    "/api/v1/audit/review",
    "/api/v1/keeping",
    "/api/v1/my-company",
    "/api/v1/setup",
}


def test_every_route_answers_as_promised_without_being_told_anything(client, document):
    answered = {}
    for path, operation in routes(document):
        if any(p["in"] == "path" for p in operation.get("parameters", ())):
            continue
        answered[path] = check(client, document, operation, path)
    refused = {path for path, status in answered.items() if status == 403}
    assert refused == NOT_OF_THE_COMMAND_CENTRE
    others = {path: status for path, status in answered.items() if path not in refused and status != 200}
    assert others == dict.fromkeys(SHUT, 404)
    assert len(answered) >= 12


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: ascii(edge)[:30])
def test_every_parameter_with_every_edge(client, document, edge):
    """One edge in one parameter of each list, the others left out."""
    for path, operation in routes(document):
        for chosen in operation.get("parameters", ()):
            if chosen["in"] == "query":
                url = url_of(path, operation, lambda p, c=chosen: edge if p is c else None)
                check(client, document, operation, url)
