"""What is shown of plates, names, numbers and phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.terms.masking import (
    Personal,
    mask,
    mask_all,
    mask_id_number,
    mask_name,
    mask_phone,
    mask_plate,
    mask_text,
    personal_in,
    shown,
)
from daoan.terms.roles import PERMISSIONS, Permission, Role


@pytest.mark.parametrize(
    ("plate", "masked"),
    [
        ("甘M12345", "甘M·12*45"),
        ("甘M·12345", "甘M·12*45"),
        ("甘 M 12345", "甘M·12*45"),
        ("甘m12345", "甘M·12*45"),
        ("甘Ｍ１２３４５", "甘M·12*45"),
        ("甘MD12345", "甘M·D1**45"),
        ("甘M1234警", "甘M·12*4警"),
        ("陕A1234挂", "陕A·12*4挂"),
        ("粤Z12D4港", "粤Z·12*4港"),
        ("AB12 CDE", "AB***DE"),
        ("ab12cde", "AB***DE"),
        ("W-AB 123", "WA**23"),
        ("K 1234", "K1*34"),
        ("AB1", "**1"),
        ("A", "*"),
        ("", ""),
    ],
)
def test_plates(plate: str, masked: str) -> None:
    assert mask_plate(plate) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张*"),
        ("欧阳修", "欧*"),
        ("买买提·艾力", "买*"),
        (" 张三 ", "张*"),
        ("张", "张*"),
        ("Ann Lee", "A* L*"),
        ("Ann-Marie O'Neil", "A* O*"),
        ("Žofie", "Ž*"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("622801199001011234", "622801********1234"),
        ("62280119900101123X", "622801********123X"),
        ("622801 19900101 1234", "622801********1234"),
        ("622801900101123", "622801*****1123"),
        ("E12345678", "*******78"),
        ("12", "*2"),
        ("", ""),
    ],
)
def test_id_numbers(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("8613812345678", "138****5678"),
        ("0934-8612345", "********345"),
        ("+44 7700 900123", "*********123"),
        ("110", "**0"),
        ("", ""),
    ],
)
def test_phones(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


def test_free_text() -> None:
    text = "甘M12345驾驶人电话13812345678，身份证622801199001011234；甘 MD12345 追尾。"
    assert mask_text(text) == "甘M·12*45驾驶人电话138****5678，身份证622801********1234；甘M·D1**45 追尾。"


@pytest.mark.parametrize(
    "text",
    [
        "国道G312 K1742+300处，2026年3月2日08:30",
        "指令 OR-2026-0031，编号 20260302083000123456789",
        "川流不息",
        "甘肃省庆阳市西峰区",
        "cost 13812345678901 yuan",
        "",
    ],
)
def test_free_text_without_anybody_stays(text: str) -> None:
    assert mask_text(text) == text


@given(st.sampled_from(Personal), st.text(max_size=30))
def test_whatever_comes_some_of_it_is_hidden(kind: Personal, text: str) -> None:
    masked = mask(kind, text)
    if sum(c.isalnum() for c in text) > 1 and kind is not Personal.NAME:
        assert "*" in masked
    assert mask(kind, mask(kind, masked)) == mask(kind, masked)


@given(st.from_regex(r"[甘陕宁川京]([A-Z])[A-HJ-NP-Z0-9]{5,6}", fullmatch=True))
def test_no_plate_is_ever_whole_in_a_note(plate: str) -> None:
    assert plate not in mask_text(f"查询{plate}，")
    assert plate[2:] not in mask_text(f"查询{plate[:2]}·{plate[2:]}")


def test_in_the_clear_with_permission_and_purpose_only() -> None:
    for role in Role:
        may = Permission.LOOK_UP in PERMISSIONS[role]
        assert shown(Personal.PLATE, "甘M12345", PERMISSIONS[role], "crash") == ("甘M12345" if may else "甘M·12*45")
        for purpose in ("", "  "):
            assert shown(Personal.PLATE, "甘M12345", PERMISSIONS[role], purpose) == "甘M·12*45"


def test_wide_letters_hide_nobody_and_the_rest_stays_as_it_was_written() -> None:
    text = "①（Ａ）甘Ｍ１２３４５，１３８１２３４５６７８！"
    assert mask_text(text) == "①（Ａ）甘M·12*45，138****5678！"


def test_a_tree_is_masked_everywhere_and_keeps_its_shape() -> None:
    tree = {"a": ["甘M12345", 7, None, {"13812345678": ("622801199001011234", True)}], "b": {}}
    assert mask_all(tree) == {"a": ["甘M·12*45", 7, None, {"138****5678": ("622801********1234", True)}], "b": {}}


def test_what_would_be_masked_is_told_with_its_masked_form() -> None:
    found = dict(personal_in({"a": ["车牌甘 Ｍ12345", "x"], "b": "13812345678"}))
    assert found == {"甘M·12*45": "甘 Ｍ12345", "138****5678": "13812345678"}


def test_a_field_called_plate_is_masked_whatever_country_it_is_of():
    tree = {"plate": "AB12 CDE", "note": "AB12 CDE", "below": [{"plate": "甘M12345"}, {"plate": ""}, {"plate": 7}]}
    masked = mask_all(tree)
    assert masked == {
        "plate": "AB***DE", "note": "AB12 CDE", "below": [{"plate": "甘M·12*45"}, {"plate": ""}, {"plate": 7}],
    }  # fmt: skip
    assert mask_all(masked) == masked
    assert dict(personal_in(tree)) == {"AB***DE": "AB12 CDE", "甘M·12*45": "甘M12345"}
