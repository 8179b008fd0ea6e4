"""The monthly review over HTTP: flags, lots, marks, and that reading it is written down."""

from daoan.edge.tokens import subject_token
from daoan.jobs.reviewing import OWN
from tests.api.test_lookups_routes import CASE, ask, notes, unmask
from tests.api.test_shifts import plan

SEED = {"month": "2026-03", "seed": "double colour ball 2026037"}


def review(office, by: str = "auditor", **params):
    return office.as_(by).get("/api/v1/audit/review", params={"month": "2026-03"} | params)


def mark(office, line: int, word: str = "asked", note: str = "", by: str = "auditor"):
    return office.as_(by).post("/api/v1/audit/review/marks", json={"line": line, "word": word, "note": note})


def next_month(office) -> None:
    office.gate.clock.pass_(days=30)
    office.browsers.clear()


def flags(office) -> dict[int, list[str]]:
    return {row["line"]: [f["rule"] for f in row["flags"]] for row in review(office).json()["rows"]}


def test_what_is_unusual_is_flagged_with_its_reason(office) -> None:
    order = office.draft()["matter"]["matter_id"]
    office.store.put_setting(OWN, {"commander": [subject_token(b"s" * 32, "plate", "甘M99999")]})
    wanted = {}
    for rule, changes in (
        ([], {"case": order}),
        (["own"], {"case": order, "text": "甘M·99999"}),
        (["own"], {"case": order, "kind": "person", "text": "Name of commander"}),
        (["guarded"], {"case": order, "kind": "person", "text": "name of auditing"}),
        (["no_case"], {"case": CASE, "text": "甘M54321"}),
    ):
        wanted[ask(office, **changes).json()["line"]] = rule
    assert flags(office) == {line: rules for line, rules in wanted.items() if rules}


def test_who_keeps_shifts_is_flagged_outside_them_and_nobody_else(office) -> None:
    order = office.draft()["matter"]["matter_id"]
    before = ask(office, case=order).json()["line"]
    assert plan(office, "commander", starts=-12, ends=-4).status_code == 201
    assert flags(office) == {before: ["off_shift"]}
    assert plan(office, "commander", starts=-1, ends=8).status_code == 201
    assert flags(office) == {}


def test_lots_are_drawn_once_the_month_is_over_and_the_same_by_the_same_seed(office) -> None:
    order = office.draft()["matter"]["matter_id"]
    lines = [ask(office, case=order, text=f"甘M1000{n}").json()["line"] for n in range(9)]
    answer = review(office, **SEED)
    assert answer.status_code == 422, "a seed before the end of the month warns"
    next_month(office)
    first, again = (review(office, **SEED).json() for _ in range(2))
    assert first == again
    assert first["over"]
    assert {row["line"] for row in first["rows"] if row["drawn"]} == set(first["review"]["drawn"]) <= set(lines)
    assert first["review"]["look_ups"] == 9


def test_what_was_said_about_a_line_is_a_line_of_the_log(office) -> None:
    line = ask(office).json()["line"]
    assert mark(office, line).status_code == 201
    assert mark(office, line, "explained", "was called to 甘M12345").status_code == 201
    (row,) = review(office).json()["rows"]
    assert [(m["word"], m["note"], m["by"]) for m in row["marks"]] == [
        ("asked", "", "auditor"), ("explained", "was called to 甘M·12*45", "auditor"),
    ]  # fmt: skip
    assert [(n.action, n.subject) for n in notes(office) if n.action.startswith("review.")] == [
        ("review.asked", str(line)), ("review.explained", str(line)),
    ]  # fmt: skip


def test_marks_are_for_look_ups_and_say_what_came_of_it(office) -> None:
    line = ask(office).json()["line"]
    assert mark(office, 1).status_code == 404
    assert mark(office, 10**6).status_code == 404
    assert mark(office, line, "explained").status_code == 422
    assert mark(office, line, "forgotten").status_code == 422


def test_reading_the_review_is_written_down_with_its_seed(office) -> None:
    ask(office)
    review(office)
    note = notes(office)[-1]
    assert (note.action, note.person_id, note.subject) == ("audit.review", "auditor", "2026-03")
    next_month(office)
    review(office, **SEED)
    assert SEED["seed"] in notes(office)[-1].detail


def test_the_review_shows_no_plate_and_no_token_whole(office) -> None:
    ask(office)
    token = notes(office)[-1].subject
    told = review(office).text
    assert token not in told
    assert token[-6:] in told
    assert "甘M" not in told


def test_a_matter_in_the_clear_is_a_look_up_like_others(office) -> None:
    matter_id = office.draft()["matter"]["matter_id"]
    unmask(office, "commander", matter_id)
    (row,) = review(office).json()["rows"]
    assert (row["kind"], row["subject"]) == ("matter", matter_id)


def test_refused_look_ups_are_counted(office) -> None:
    ask(office, purpose="curiosity")
    assert review(office).json()["refused"] == 1


def test_only_who_reads_the_audit_reads_the_review(office) -> None:
    for by in ("commander", "keeper", "reader"):
        assert review(office, by).status_code == 403
        assert mark(office, 1, by=by).status_code == 403
    for month in ("2026-13", "2026", "x", "２０２６-03"):
        assert review(office, month=month).status_code == 422
