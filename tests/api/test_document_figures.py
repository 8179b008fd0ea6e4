"""Figures of documents equal those of the API: each is asked for where its trace says, and found on the page."""

import re
from dataclasses import replace
from datetime import date

import pytest

from daoan.api.bulletins import bulletin_of
from daoan.edge.documents.checking import check_layout
from daoan.edge.documents.filling import bookmarks_of
from daoan.edge.documents.kept import from_json, to_json, trace_of
from daoan.jobs.documents.gathering import material_of
from daoan.learn.documents.commendation import places_apart
from daoan.learn.documents.kinds import KINDS, write_document
from daoan.learn.documents.parts import percent
from daoan.terms.documents import Document
from daoan.terms.estimates import Estimate, Text


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


def test_a_week_ends_with_the_day_before_the_run_and_days_are_told_in_words(desk) -> None:
    material = material_of(desk.view(), desk.city, desk.city.name, desk.packs["documents"])
    week = write_document("weekly", material)
    assert week.title.zh.startswith("2019年12月25日至2019年12月31日")  # seven days; the run is of 1 January, 0:00
    assert week.title.en.endswith("31 December 2019")
    found = write_document("dossier", material).sections[0].paragraphs[0]
    assert not re.search(r"\d{4}-\d\d-\d\d", found.words.zh + found.words.en)


def test_a_place_found_over_a_year_is_told_by_month_and_over_more_by_year(desk) -> None:
    material = material_of(desk.view(), desk.city, desk.city.name, desk.packs["documents"])
    in_2019 = {c for c, crash in material.crashes.items() if crash.happened_at.year == 2019}
    spot = next(b for b in material.blackspots if in_2019 & set(b.crash_ids))
    (chart,) = write_document("dossier", material, spot.blackspot_id).sections[0].charts
    assert [p.label.en for p in chart.points] == ["2017", "2018", "2019"]
    assert sum(p.value for p in chart.points) == spot.crashes
    of_2019 = tuple(c for c in spot.crash_ids if c in in_2019)
    year = replace(spot, window_starts=date(2019, 1, 1), crash_ids=of_2019, crashes=len(of_2019))
    alone = replace(material, blackspots=(year,))
    (chart,) = write_document("dossier", alone, spot.blackspot_id).sections[0].charts
    assert [p.label.en for p in chart.points] == [f"2019-{m:02d}" for m in range(1, 13)]
    assert sum(p.value for p in chart.points) == len(of_2019) > 0


def test_a_share_stands_close_in_chinese_apart_in_english_and_less_is_a_minus() -> None:
    assert percent(0.198) == Text("19.8\u00a0%", "19.8%")
    assert percent(-0.143, "+") == Text("−14.3\u00a0%", "−14.3%")
    assert percent(0.143, "+").zh == "+14.3%"
