"""Both dictionaries hold every word, and Chinese sentences use Chinese punctuation. Needs no browser."""

import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "daoan" / "web"
ENTRIES = re.compile(r'"([\w.]+)": "((?:[^"\\]|\\.)*)"')


def _words(lang: str) -> dict[str, str]:
    files = sorted((WEB / "src" / "i18n").glob(f"*{lang}.ts"))  # some areas have their own
    return {key: words for file in files for key, words in ENTRIES.findall(file.read_text(encoding="utf-8"))}


def test_every_key_has_both_wordings_with_the_same_holes():
    en, zh = _words("en"), _words("zh")
    assert len(en) > 200
    assert en.keys() == zh.keys()
    holes = {
        lang: {k: sorted(re.findall(r"\{(\w+)\}", v)) for k, v in words.items()}
        for lang, words in (("en", en), ("zh", zh))
    }
    assert holes["en"] == holes["zh"]


def test_chinese_sentences_use_chinese_punctuation():
    wrong = {k: v for k, v in _words("zh").items() if re.search(r"[\u4e00-\u9fff][,:;?!]", v)}
    assert wrong == {}


@pytest.mark.parametrize("text", sorted(WEB.glob("src/**/*.*")), ids=lambda p: p.name)
def test_sources_name_no_other_host(text):
    hosts = set(re.findall(r"https?://[\w.-]+", text.read_text(encoding="utf-8"))) - {"http://www.w3.org"}
    assert hosts == set()


def test_lock_file_holds_no_addresses():
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)


def test_each_page_has_a_key_of_its_own():
    keys = re.findall(r'path: "[^"]*", key: "(\w)"', (WEB / "src" / "keys.ts").read_text(encoding="utf-8"))
    assert len(keys) > 8
    assert len(set(keys)) == len(keys)
