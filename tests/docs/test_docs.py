"""Docs are tested: references are not stale, the tour names what exists, links lead somewhere."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [p for p in ROOT.rglob("*.md") if not {".venv", "node_modules", ".daoan"} & set(p.relative_to(ROOT).parts)]
NAME = re.compile(r"`(daoan(?:\.\w+)+)(?:\(\))?`")


def test_references_are_written_from_the_code_as_it_is() -> None:
    from daoan.app.references import write_references
    from daoan.cli import app

    stale = write_references(app, check_only=True)
    assert not stale, f"stale: {[str(p) for p in stale]}; run make docs"


def resolve(name: str) -> object:
    """What a dotted name means: a module, or something in one. Raises where nothing does."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for step in parts[cut:]:
            found = getattr(found, step)
        return found
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_names_in_prose_exist(page: Path) -> None:
    for name in set(NAME.findall(page.read_text(encoding="utf-8"))):
        resolve(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}, which is not there"
