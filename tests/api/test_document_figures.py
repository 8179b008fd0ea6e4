"""Figures of documents equal those of the API: each is asked for where its trace says, and found on the page."""

import pytest

from daoan.api.bulletins import bulletin_of
from daoan.edge.documents.checking import check_layout
from daoan.edge.documents.filling import bookmarks_of
from daoan.edge.documents.kept import from_json, to_json, trace_of
from daoan.jobs.documents.gathering import material_of
from daoan.learn.documents.commendation import places_apart
from daoan.learn.documents.kinds import KINDS, write_document
from daoan.terms.documents import Document
from daoan.terms.estimates import Estimate


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


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "monthly"])
def test_figures_of_every_kind_are_those_of_the_api(client, desk, kind: str) -> None:
    material = material_of(desk.view(), desk.city, desk.city.name, desk.packs["documents"])
    document = write_document(kind, material)
    assert compare(client, desk, document) >= 1
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize("period", ["2019-12", "2019-06"])
def test_figures_of_the_bulletin_are_those_of_the_api(client, desk, period: str) -> None:
    assert compare(client, desk, bulletin_of(desk, period)) > 100


def test_whose_intervals_overlap_is_not_ranked_apart() -> None:
    spans = [(36, 31, 42), (43, 36, 49), (50, 43, 56), (64, 59, 69), (63, 57, 68)]
    assert places_apart([Estimate(*span) for span in spans]) == [1, 1, 2, 4, 4]
