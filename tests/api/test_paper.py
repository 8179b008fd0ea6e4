"""``/paper``: listed to whoever is signed in, set as PDF in both languages, with every word of the sheet on it."""

import shutil
import subprocess

import pytest

from daoan.config import ROOT
from tests.api.work_given import Office


def words_of(pdf: bytes) -> str:
    """The text of a PDF, without its blanks."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: what a sheet says cannot be read")
    out = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return "".join(out.decode().split())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_sheet_holds_its_fields_and_whose_rule_pack_they_are(office: Office, lang: str):
    office.work.desk.web = ROOT / "daoan" / "web"
    for line in office.as_("north-lead").get("/api/v1/paper").json():
        if line["code"] in ("advice", "register-village", "work-hazard"):
            answer = office.as_("north-lead").get(f"/api/v1/paper/{line['code']}.pdf", params={"lang": lang})
            assert answer.headers["content-type"] == "application/pdf"
            said = words_of(answer.content)
            assert "".join(line["title"][lang].split()) in said
            assert line["code"] in said
            assert ("SIMULATED" in said) == office.work.desk.city.simulated


def test_what_is_no_form_is_told(office: Office):
    assert office.as_("north-lead").get("/api/v1/paper/none.pdf").status_code == 404
    assert office.as_("north-lead").get("/api/v1/paper/advice.pdf", params={"lang": "fr"}).status_code == 422
