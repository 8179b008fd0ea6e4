"""The walk over JSON finds what the library's reader finds, or says that it does not understand."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoan.kernels.text.json_rows import scan_rows, wanted_fields

PATH = ("List", "Object")
NAMES = ("Id", "PlateNo", "PlateColor", "PlateClass", "Speed")
FIELDS = wanted_fields(NAMES)

QUICK = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
value = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
row = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=12)), value, max_size=12)


def wrap(rows) -> dict:
    return {"List": {"Object": rows}}


def text_of(cell) -> str:
    """How a value reads when it is taken as text."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell)


def found(body: bytes):
    rows = scan_rows(body, PATH, FIELDS)
    if rows is None:
        return None
    return [
        {name: cells.raw(i).decode() for name, cells in zip(NAMES, rows.columns, strict=True)}
        for i in range(len(rows.extent))
    ]


@QUICK
@given(st.lists(row, max_size=6), st.sampled_from([None, 1]), st.booleans())
def test_what_is_found_is_what_was_written(rows, indent, is_ascii) -> None:
    body = json.dumps(wrap(rows), indent=indent, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    got = found(body)
    if got is None:
        return
    assert got == [{name: text_of(one.get(name)) for name in NAMES} for one in rows]


ALIKE = (*NAMES, "Idle", "I", "", "甘", "Long" * 9, "PlateNo2", "Plate")
blank = st.sampled_from(["", "", "", " ", "\n", "\t "])


@st.composite
def alike(draw) -> str:
    """Objects as one sender writes them: the same names in the same order; now and then another, fewer, a blank."""
    usual = draw(st.lists(st.sampled_from(ALIKE), max_size=8))
    texts = []
    for _ in range(draw(st.integers(1, 5))):
        names = usual[: draw(st.sampled_from([8, 8, 8, 3, 0]))]
        if names and draw(st.booleans()):
            names[draw(st.integers(0, len(names) - 1))] = draw(st.sampled_from(ALIKE))
        told = [json.dumps(part, ensure_ascii=False) for name in names for part in (name, draw(plain))]
        apart = [draw(blank) for _ in range(2 * len(told))]
        pairs = [
            f"{apart[4 * k]}{told[2 * k]}{apart[4 * k + 1]}:{apart[4 * k + 2]}{told[2 * k + 1]}{apart[4 * k + 3]}"
            for k in range(len(names))
        ]
        texts.append("{" + ",".join(pairs) + "}")
    return '{"List":{"Object":[' + ",".join(texts) + "]}}"


@QUICK
@given(alike())
def test_a_name_is_taken_for_that_of_the_object_before_only_where_it_is_the_same(text) -> None:
    got = found(text.encode("utf-8", "surrogatepass"))
    if got is None:
        return
    rows = json.loads(text)["List"]["Object"]
    assert got == [{name: text_of(one.get(name)) for name in NAMES} for one in rows]


@pytest.mark.parametrize("second", ['{"Id":2,"Speed":3}', '{"Speed":3,"Id":2}', '{ "Id" : 2 , "Speed" : 3 }'])
def test_another_order_and_other_blanks_are_read_alike(second) -> None:
    body = b'{"List":{"Object":[{"Id":1,"Speed":2},' + second.encode() + b',{"Id":4},{}]}}'
    assert [(one["Id"], one["Speed"]) for one in found(body)] == [("1", "2"), ("2", "3"), ("4", ""), ("", "")]


@pytest.mark.parametrize(
    "second", ['{"Id"=2}', '{"Id":}', '{"Id":2,}', '{"Id"}', '{"Ia":2', '{"Id\\":2}', '{"Id" "":2}']
)
def test_a_name_like_the_one_before_excuses_nothing(second) -> None:
    assert found(b'{"List":{"Object":[{"Id":1},' + second.encode() + b"]}}") is None


def test_objects_of_more_names_than_are_remembered() -> None:
    one = {f"Field{k}": k for k in range(300)} | {"Id": "last"}
    assert [row["Id"] for row in found(json.dumps(wrap([one, one, {"Id": 1}, one])).encode())] == ["last"] * 2 + [
        "1",
        "last",
    ]


def test_ordinary_rows_are_not_left_to_the_slow_reader() -> None:
    rows = [
        {"Id": "1", "Other": {"a": [1, {"b": "\\u00e9\n"}]}, "PlateNo": "甘M12345", "Speed": -1.5e3, "PlateColor": None}
    ]
    body = json.dumps(wrap(rows * 3), ensure_ascii=False).encode()
    assert (
        found(body) == [{"Id": "1", "PlateNo": "甘M12345", "PlateColor": "", "PlateClass": "", "Speed": "-1500.0"}] * 3
    )


@QUICK
@given(st.lists(row, min_size=1, max_size=3), st.data())
def test_a_damaged_body_is_never_read_otherwise_than_the_library_would(rows, data) -> None:
    body = bytearray(json.dumps(wrap(rows), ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
        if not body:
            return
    got = found(bytes(body))
    if got is None:
        return
    told = json.loads(bytes(body), strict=True, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert list(told) == ["List"]
    last = told["List"]["Object"]
    assert [one["Id"] for one in got] == [
        cell if isinstance(cell := one.get("Id"), str) else "" if cell is None else got[i]["Id"]
        for i, one in enumerate(last)
    ]


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes_are_answered(body) -> None:
    scan_rows(body, PATH, FIELDS)
    scan_rows(b'{"List":{"Object":[{"Id":' + body, PATH, FIELDS)


@pytest.mark.parametrize(
    "body",
    [
        b'{"List":{"Object":[{"Id":"1"}]}} x',
        b'{"List":{"Object":[{"Id":"1"}]}',
        b'{"List":{"Object":[{"Id":"1",}]}}',
        b'{"List":{"Object":[{"Id":01}]}}',
        b'{"List":{"Object":[{"Id":1.}]}}',
        b'{"List":{"Object":[{"Id":"\xff"}]}}',
        b'{"List":{"Object":[{"Id":"\xed\xa0\x80"}]}}',
        b'{"List":{"Object":[{"Id":"a\nb"}]}}',
        b'{"List":{"Object":[{"x":[1,]}]}}',
        b'{"List":{"Object":[{"x":{"a" 1}}]}}',
        b'{"List":{"Object":[{"Id":tru}]}}',
        b'{"List":{"Object":[{"Id":"1"} {"Id":"2"}]}}',
        b'{"List":{"Object":[{"Id":["1"]}]}}',
        b'{"List":{"Object":[{"Id":"\\u0031"}]}}',
        b'{"List":{"Object":[[]]}}',
        b'{"List":{"Object":{}}}',
        b'{"List":{"Other":[]}}',
        b'{"List":{"Object":[{"x":' + b"[" * 100 + b"]" * 100 + b"}]}}",
        b"",
    ],
)
def test_what_is_no_such_json_or_unusual_is_left_alone(body) -> None:
    assert found(body) is None


def test_more_rows_than_were_guessed() -> None:
    body = b'{"List":{"Object":[' + b",".join([b'{"Id":1}'] * 5_000) + b"]}}"
    assert len(found(body)) == 5_000
