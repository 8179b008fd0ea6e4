"""The guide says the same in both languages and shows every picture that its script takes."""

import re
from pathlib import Path

import pytest

from scripts.guide import PICTURES

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_picture_is_there_and_shown(language) -> None:
    text = (GUIDE / language / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\w+)\.png\)", text)) == set(PICTURES)
    assert all((GUIDE / language / f"{name}.png").stat().st_size > 5_000 for name in PICTURES)


def test_both_languages_have_the_same_parts_and_commands() -> None:
    en, zh = ((GUIDE / lang / "README.md").read_text(encoding="utf-8") for lang in ("en", "zh"))
    assert len(re.findall(r"^## ", en, re.M)) == len(re.findall(r"^## ", zh, re.M))
    assert re.findall(r"daoan [\w -]+?(?=  )", en) == re.findall(r"daoan [\w -]+?(?=  )", zh)
    assert re.findall(r"!\[[^\]]*\]\(([^)]+)\)", en) == re.findall(r"!\[[^\]]*\]\(([^)]+)\)", zh)


def test_pages_that_are_pictured_are_pages() -> None:
    routes = (ROOT / "daoan/web/src/router.ts").read_text(encoding="utf-8")
    assert all(re.search(rf'path: "{re.escape(path)}(/:id\?)?"', routes) for path in PICTURES.values())
