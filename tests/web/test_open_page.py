"""The public page of open data: no session, both languages, a phone; nothing where the door is shut."""

import re

import pytest

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

PAGE = {
    "city": {"en": "Leeds", "zh": "利兹"},
    "zone": "Europe/London",
    "simulated": False,
    "releases": [],
}


def release(version: int, **more) -> dict:
    told = {
        "version": version,
        "released_at": "2020-01-02T00:00:00Z",
        "as_of": "2020-01-01T00:00:00Z",
        "until": "2019-10-01",
        "scheme": "open-data@2026.1",
        "k": 5,
        "licence": {"en": "CC BY 4.0", "zh": "知识共享署名 4.0"},
        "attribution": [],
        "simulated": False,
        "withdrawn": {"en": "", "zh": ""},
        "tables": {"crashes": [["area", "year"]]},
        "sets": [
            {
                "name": "crashes",
                "title": {"en": "Crashes, in groups", "zh": "交通事故（分组）"},
                "source": {"en": "The register.", "zh": "事故登记。"},
                "rows": 10,
                "records": 100,
                "suppressed": 3,
                "held": 1,
                "fields": [
                    {
                        "name": "year",
                        "kind": "whole",
                        "meaning": {"en": "Year.", "zh": "年份。"},
                        "unit": {"en": "", "zh": ""},
                    }
                ],
                "files": [
                    {"name": f"crashes.{e}", "bytes": 2048, "sha256": "0"} for e in ("csv", "geojson", "parquet")
                ],
            }
        ],
    }
    return told | more


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_anybody_reads_what_was_released_and_what_was_left_out(visit, lang, size) -> None:
    here = visit(lang, "dark", size, session=None)
    gone = release(1, withdrawn={"en": "wrong border", "zh": "边界有误"})
    here.page.route("**/api/v1/open", lambda r: r.fulfill(json=PAGE | {"releases": [gone, release(2)]}))
    page = here.go("/open")
    card = page.locator("[data-set=crashes]")
    assert (
        card.get_by_role("link", name=re.compile("GeoParquet")).get_attribute("href")
        == "/api/v1/open/2/crashes.parquet"
    )
    assert ("3 left out" if lang == "en" else "3 条未公布") in card.inner_text()
    assert ("wrong border" if lang == "en" else "边界有误") in page.locator("main").inner_text()
    assert (
        page.evaluate("document.querySelector('.open').scrollWidth - document.querySelector('.open').clientWidth") == 0
    )
    assert here.errors == []
    assert here.abroad == []
    assert not [r for r in here.page.context.cookies() if r["name"] == "daoan_session"]


def test_a_shut_door_says_so(visit) -> None:
    page = visit(session=None).go("/open")
    assert "not open here" in page.locator("main").inner_text()
