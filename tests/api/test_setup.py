"""``/setup``: who sees it, and what it says of steps done by the walk, by other commands, or not at all."""

from daoan.jobs.setup.record import begin, finish
from tests.api.work_given import START


def steps(office, by: str = "keeper") -> dict:
    answer = office.as_(by).get("/api/v1/setup")
    assert answer.status_code == 200, answer.text
    return {s["key"]: s for s in answer.json()}


def test_each_step_tells_its_state_when_by_whom_and_what_does_it(office) -> None:
    begin(office.store, "feeds", "wang 13912345678", START, {"on": ["passes"]})
    finish(office.store, "feeds", START, {"counts": 12})
    begin(office.store, "roads", "wang", START, {"file": "x.osm.pbf"})
    told = steps(office)
    assert next(iter(told)) == "city"
    feeds, roads = told["feeds"], told["roads"]
    assert (feeds["state"], feeds["facts"], feeds["wanted"][0]["key"]) == ("done", {"counts": 12}, "passes")
    assert "13912345678" not in feeds["by"]
    assert (roads["state"], "goes on" in roads["missing"]["en"]) == ("started", True)
    assert (told["city"]["state"], told["city"]["at"]) == ("done", None)  # by another command
    assert told["packs"]["state"] == "open"


def test_only_who_configures_or_manages_people_sees_it(office) -> None:
    assert office.as_("commander").get("/api/v1/setup").status_code == 403
