"""The control map says the same in both languages, and every file and command that it names is there."""

import re
from pathlib import Path

import pytest
import typer.main

from daoan.cli import app

ROOT = Path(__file__).parents[2]
PAGES = {lang: (ROOT / f"docs/security/mlps3.{lang}.md").read_text(encoding="utf-8") for lang in ("en", "zh")}


def named(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def rows(text: str) -> list[list[str]]:
    return [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| 8.")]


def test_both_languages_map_the_same_clauses_to_the_same_things() -> None:
    en, zh = (rows(PAGES[lang]) for lang in ("en", "zh"))
    assert [row[0] for row in en] == [row[0] for row in zh]
    assert [named(" ".join(row)) for row in en] == [named(" ".join(row)) for row in zh]
    assert all(len(row) == 5 and all(row) for row in (*en, *zh))
    wanted = [f"8.1.4.{n}" for n in range(1, 12)] + [f"8.1.5.{n}" for n in range(1, 5)]
    assert set(wanted) <= {row[0] for row in en}


@pytest.mark.parametrize("name", sorted({n for page in PAGES.values() for n in named(page)}))
def test_what_is_named_exists(name: str) -> None:
    if name.startswith("--"):
        assert name == "--suite sm"
    elif name.startswith("daoan "):
        command = typer.main.get_command(app)
        for word in name.split()[1:]:
            command = command.commands[word]  # type: ignore[attr-defined]
    else:
        assert (ROOT / name).exists()
