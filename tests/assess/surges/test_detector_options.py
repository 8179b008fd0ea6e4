"""The rule pack of the detector and the detector's own defaults are the same numbers."""

from pathlib import Path

import pytest

from daoan.assess.surges.detector import read_surge_options
from daoan.kernels.surveillance.surges import SurgeOptions
from daoan.terms.errors import RulePackInvalid
from daoan.terms.rulepacks import Status, read_rule_pack

PACK = Path(__file__).parents[3] / "rulepacks" / "surge.toml"


def test_the_rule_pack_is_what_the_detector_uses():
    pack = read_rule_pack(PACK.read_text(encoding="utf-8"), "surge")
    assert read_surge_options(pack) == SurgeOptions()
    assert pack.status is Status.PROJECT_DEFAULT


def test_a_broken_rule_pack_is_refused():
    text = PACK.read_text(encoding="utf-8")
    with pytest.raises(RulePackInvalid, match="fresh"):
        read_surge_options(read_rule_pack(text.replace("fresh = 0.1", "fresh = 7"), "surge"))
    with pytest.raises(RulePackInvalid, match="shares"):
        read_surge_options(read_rule_pack(text.replace("shares = ", "parts = "), "surge"))
