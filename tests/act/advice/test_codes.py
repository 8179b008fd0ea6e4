"""Codes of shifts: one shift's only, slips told from guesses, messages read as people write them."""

from datetime import date, timedelta

import pytest

from daoan.act.advice.codes import check_digit, find_shift, is_whole, read_message, shift_code

SECRET, OTHER = b"a" * 32, b"b" * 32
SHIFTS = ("morning", "midday", "evening")
DAY = date(2026, 3, 4)


def test_a_code_is_of_one_station_day_and_shift() -> None:
    days = [DAY + timedelta(days=k) for k in range(400)]
    codes = {(s, d, n): shift_code(s, d, n) for s in (SECRET, OTHER) for d in days for n in SHIFTS}
    assert len(set(codes.values())) >= len(codes) - 2, "of 2,400 codes among ten million hardly two are alike"
    code = shift_code(SECRET, DAY, "midday")
    assert find_shift(SECRET, DAY, SHIFTS, code) == "midday"
    assert find_shift(SECRET, DAY + timedelta(days=1), SHIFTS, code) is None
    assert find_shift(OTHER, DAY, SHIFTS, code) is None


def test_the_check_digit_finds_every_wrong_digit_and_exchange() -> None:
    code = shift_code(SECRET, DAY, "morning")
    assert is_whole(code)
    for place in range(8):
        for digit in "0123456789":
            assert is_whole(code[:place] + digit + code[place + 1 :]) == (digit == code[place])
    for place in range(7):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert is_whole(swapped) == (code[place] == code[place + 1])
    assert check_digit("572") == "4"  # the example of the paper


@pytest.mark.parametrize(
    ("text", "station", "code", "contacts"),
    [
        ("QD001 12345678 14", "QD001", "12345678", 14),
        ("qd001，1234 5678", "QD001", "12345678", None),
        (" ＱＤ００１＊１２３４－５６７８＃6 ", "QD001", "12345678", 6),
        ("西村-1 12345678", "西村-1", "12345678", None),
    ],
)
def test_messages_are_read_as_people_write_them(text, station, code, contacts) -> None:
    told = read_message(text)
    assert (told.station, told.code, told.contacts) == (station, code, contacts)


@pytest.mark.parametrize("text", ["", "12345678", "QD001 1234567", "QD001 12345678 1234", "hello there"])
def test_anything_else_is_no_such_message(text) -> None:
    assert read_message(text) is None
