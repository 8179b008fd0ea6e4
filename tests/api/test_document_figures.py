"""Figures of documents equal those of the API: each is asked for where its trace says, and found on the page."""

import pytest

from daoan.api.bulletins import bulletin_of
from daoan.edge.documents.checking import check_layout
from daoan.edge.documents.filling import bookmarks_of
from daoan.edge.documents.kept import trace_of
from daoan.terms.documents import Document


def value_at(answer, pointer: str):
    """What a pointer (RFC 6901) names; ``*`` counts the rows in which the rest of it is true."""
    here = answer
    steps = pointer.split("/")[1:]
    for place, step in enumerate(steps):
        if step == "*":
            return sum(value_at(row, "/" + "/".join(steps[place + 1 :])) is True for row in here)
        here = here[int(step)] if isinstance(here, list) else here[step]
    return here


def compare(client, desk, document: Document) -> int:
    """Hold every figure of a document against the API and the page; answers how many there are."""
    page = desk.press.set(document, "zh", "docx")
    assert check_layout(page, desk.press.layout) == ()
    marks, answers = bookmarks_of(page), {}
    figures = trace_of(document)["figures"]
    for figure in figures:
        source = figure["source"]
        if source["route"] not in answers:
            answer = client.get(source["route"])
            assert answer.status_code == 200, source
            answers[source["route"]] = answer.json()
        assert value_at(answers[source["route"]], source["pointer"]) == figure["value"], source
        assert marks[figure["mark"]] == figure["shown"]["zh"]
    return len(figures)


@pytest.mark.parametrize("period", ["2019-12", "2019-06"])
def test_figures_of_the_bulletin_are_those_of_the_api(client, desk, period: str) -> None:
    assert compare(client, desk, bulletin_of(desk, period)) > 100
