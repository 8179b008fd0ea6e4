"""Every page has help, and every word that help uses is in the glossary. Needs no browser."""

import re
from pathlib import Path

import pytest

from daoan.terms.glossary import glossary

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "daoan" / "web" / "src"
ROUTES = re.findall(r'\{ path: "([^"]+)", component', (SOURCE / "router.ts").read_text(encoding="utf-8"))
ROW = re.compile(
    r'^  "([^"]+)": \{ question: "([^"]+)", next: "([^"]+)", terms: \[([^\]]*)\], read: "([^"]+)" \},$', re.M
)
ROWS = ROW.findall((SOURCE / "help.ts").read_text(encoding="utf-8"))


def test_every_route_has_help_and_no_help_is_for_nothing() -> None:
    assert len(ROUTES) > 80
    assert sorted(ROUTES) == sorted(path for path, *_ in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r[0])
def test_its_words_are_in_the_glossary_and_its_page_is_there(row) -> None:
    _, question, following, terms, read = row
    used = re.findall(r'"(\w+)"', terms)
    assert used
    assert set(used) <= set(glossary())
    assert (ROOT / "docs" / f"{read}.md").exists()
    words = "".join(p.read_text(encoding="utf-8") for p in (SOURCE / "i18n").glob("*en.ts"))
    assert f'"{question}":' in words
    assert f'"{following}":' in words


def test_every_page_head_has_its_own_door_to_the_help() -> None:
    """Pages without the usual head are named: the map has the button in the top bar alone."""
    without = {"MapPage.vue", "NotFoundPage.vue", "SignIn.vue", "OpenPage.vue", "ReportPage.vue"}
    heads = re.compile(r"<(PageHead|WorkFrame|HelpButton|RuralFrame|CompanyFrame)\b")
    bare = {p.name for p in (SOURCE / "pages").glob("*.vue") if not heads.search(p.read_text(encoding="utf-8"))}
    assert bare <= without, bare - without
