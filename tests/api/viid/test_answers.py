"""Answers to a body: a status for each object in its order, whatever its id holds."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.api.viid.answers import statuses_of
from daoan.app.passes import readings_of
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.sense.passes.gat1400 import read_motor_vehicles
from daoan.sense.passes.sites import site_book

BOOK = site_book(("621000000001",), (0,))
READING = readings_of(BOOK, read_rule_packs(ROOT / "rulepacks")["pass-feeds"], "Asia/Shanghai")["gat1400"]
AT = "20260307180000"

fine = {"TollgateID": "621000000001", "PassTime": "20260307175000"}
kinds = st.sampled_from(
    [
        (fine, ("0", "OK")),
        ({**fine, "TollgateID": "77"}, ("0", "site.unknown")),
        ({**fine, "TollgateID": ""}, ("8", "site.missing")),
        ({**fine, "PassTime": "x"}, ("8", "moment.unreadable")),
    ]
)
ids = st.one_of(st.from_regex(r"[0-9A-Za-z]{1,48}", fullmatch=True), st.text(max_size=12))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ids, kinds), max_size=6), st.text(max_size=12))
def test_every_object_has_its_status_and_its_id(objects, url) -> None:
    rows = [{"MotorVehicleID": about, **one} for about, (one, _) in objects]
    body = json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": rows}}, ensure_ascii=False).encode()
    told = json.loads(statuses_of(url, read_motor_vehicles(body, READING), AT))
    assert told == {
        "ResponseStatusListObject": {
            "ResponseStatusObject": [
                {"RequestURL": url, "StatusCode": code, "StatusString": words, "Id": about, "LocalTime": AT}
                for about, (_, (code, words)) in objects
            ]
        }
    }
