"""Facts that span the rules: each is listed, has a code of its own, speaks both languages, and says what it does."""

import importlib
import pkgutil
import re

import pytest

from daoan.sense import quality
from daoan.sense.quality import RULES, Action


def modules():
    names = [m.name for m in pkgutil.iter_modules(quality.__path__) if m.name != "rule"]
    return [importlib.import_module(f"daoan.sense.quality.{name}") for name in names]


def test_every_rule_file_is_listed_and_named_after_its_code():
    assert {module.RULE.code for module in modules()} == {rule.code for rule in RULES}
    for module in modules():
        assert module.__name__.rsplit(".", 1)[1] == module.RULE.code.replace(".", "_")
        assert module.__doc__


def test_codes_are_unique():
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_speaks_both_languages_and_acts(rule):
    assert rule.actions
    for text in (rule.title, rule.message, rule.why):
        assert text.en
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert not re.search("[\u4e00-\u9fff][,;:?]", text.zh)  # Chinese sentences carry Chinese punctuation
    places = set(re.findall(r"{(\w+)}", rule.message.en))
    chinese = set(re.findall(r"{(\w+)}", rule.message.zh))
    said = rule.say(**dict.fromkeys(places | chinese, "x"))
    assert "{" not in said.en + said.zh
    # the same places in both, but for words that are given in each language
    assert {p.removesuffix("_en") for p in places} == {p.removesuffix("_zh") for p in chinese}


def test_something_refuses_something_flags_and_something_only_notices():
    assert {action for rule in RULES for action in rule.actions} == set(Action)
