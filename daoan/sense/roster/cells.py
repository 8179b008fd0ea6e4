"""One cell as a value of its column, or what is wrong with it and what to do. Nothing personal is told in the clear."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from daoan.sense.roster.columns import Column, Holds
from daoan.sense.roster.sheet import Cell
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.subjects import read_plate_signs

CLASSES = ("A1", "A2", "A3", "B1", "B2")
_OTHER_CLASSES = ("C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P")
_CLASS = re.compile("|".join((*CLASSES, *_OTHER_CLASSES)))
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?", re.ASCII)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(?=\d)|(?=\d\d$))(\d{1,2})\s*月?", re.ASCII)
_AMOUNT = re.compile(r"[-+]?\d{1,9}(\.\d{1,6})?", re.ASCII)
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}", re.ASCII)
_YES, _NO = {"是", "有", "yes", "y", "true", "1", "√", "已处理"}, {"否", "无", "no", "n", "false", "0", "×", "未处理"}
_NUMBER = re.compile(r"\d{17}[0-9X]", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(18_264, 73_051)  # 1950 to 2099 as day numbers of Excel
_EXACT = 1e15  # whole numbers beyond it have lost digits in a spreadsheet


class Unusable(Exception):
    """Why a cell cannot be used. Never leaves this room."""

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(code)
        self.code, self.text = code, Text(en, zh)


def read_cell(column: Column, cell: Cell) -> Any:
    """The value of a cell that is not empty. Raises :class:`Unusable`."""
    if column.holds is Holds.DAY:
        return read_day(cell)
    if column.holds is Holds.CHOICE:
        return _choice(column, plain(cell))
    if column.holds is Holds.COUNT:
        return _count(column, plain(cell))
    if column.holds is Holds.AMOUNT:
        return _amount(column, plain(cell))
    if column.holds is Holds.WORDS:
        return _text(" ".join(cell.split()) if isinstance(cell, str) else plain(cell))
    if column.holds is Holds.MONTH:
        return read_month(cell)
    return _READERS[column.holds](plain(cell))


def plain(cell: Cell) -> str:
    """A cell as text: full-width signs as plain ones, whole numbers without a point."""
    if isinstance(cell, float):
        if abs(cell) >= _EXACT:
            raise Unusable(
                "digits_lost", "Excel has cut this long number: make the column text and type it again",
                "Excel 已截断该长数字，请将列设为文本后重新填写",
            )  # fmt: skip
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return unicodedata.normalize("NFKC", cell or "").strip()


def read_day(cell: Cell) -> date:
    """A day: of Excel, as its number, or written out with the year first. Raises :class:`Unusable`."""
    if isinstance(cell, date):
        return cell
    return _written_day(plain(cell))


@lru_cache(maxsize=65_536)
def _written_day(text: str) -> date:
    if is_serial(text):
        return _EXCEL_EPOCH + timedelta(days=int(float(text)))
    found = _DAY.fullmatch(text) or _PACKED.fullmatch(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Unusable("no_such_day", "there is no such day", "没有这一天") from None
    raise Unusable("no_day", "this is no day: write 2026-03-31", "不是日期，请写成 2026-03-31")


def read_month(cell: Cell) -> str:
    """A month as "2026-03": of a day, or written out with the year first. Raises :class:`Unusable`."""
    if not isinstance(cell, date) and (found := _MONTH.fullmatch(plain(cell))) and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02d}"
    try:
        return read_day(cell).isoformat()[:7]
    except Unusable:
        raise Unusable("no_month", "this is no month: write 2026-03", "不是月份，请写成 2026-03") from None


def is_serial(text: str) -> bool:
    """Whether a text is a day's number of Excel."""
    return len(text) <= 12 and re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII) is not None and int(text[:5]) in _SERIALS


def _plate(text: str) -> str:
    try:
        return read_plate_signs(text)
    except InputError:
        raise Unusable("no_plate", "this is no plate", "不是号牌号码") from None


def _number(text: str) -> str:
    """A citizen's number (GB 11643): form, day of birth and check digit.

    The place is not asked: the library's table lacks counties that were renamed, such as 6228 for Qingyang until 2002.
    """
    number = str(ric.compact(text))
    if not _NUMBER.fullmatch(number):
        raise Unusable("no_number", "a citizen's number has 18 digits", "不是 18 位身份证号")
    if number[-1] != ric.calc_check_digit(number):
        raise Unusable("check_digit", "its check digit does not fit: a digit is wrong", "校验位不符，号码有误")
    try:
        ric.get_birth_date(number)
    except ValidationError:
        raise Unusable("no_number", "it tells no day of birth that exists", "出生日期有误") from None
    return number


def _credit_code(text: str) -> str:
    try:
        return str(uscc.validate(text.upper()))
    except InvalidChecksum:
        raise Unusable("check_digit", "its check digit does not fit: a sign is wrong", "校验位不符，代码有误") from None
    except ValidationError:
        raise Unusable("no_code", "a unified social credit code has 18 signs", "不是 18 位统一社会信用代码") from None


def _name(text: str) -> str:
    if len(text) > 80 or not any(c.isalpha() for c in text) or any(c.isdigit() for c in text):
        raise Unusable("no_name", "this is no name", "不是姓名")
    return text


def _phone(text: str) -> str:
    digits = re.sub(r"[\s-]", "", text)
    if not _PHONE.fullmatch(digits):
        raise Unusable("no_phone", "this is no mobile phone number", "不是手机号码")
    return digits[-11:]


def _classes(text: str) -> tuple[str, ...]:
    signs = re.sub(r"[\s,，、/;]", "", text.upper())
    found = _CLASS.findall(signs)
    if "".join(found) != signs:
        raise Unusable("no_class", "this is no class of licence: write A2 or A1A2", "不是准驾车型，请写 A2 或 A1A2")
    if not set(found) & set(CLASSES):
        raise Unusable(
            "not_key", f"no key driver: holds none of {' '.join(CLASSES)}", f"不含 {'、'.join(CLASSES)}，非重点驾驶人"
        )
    return tuple(sorted(set(found)))


def _yes_no(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise Unusable("no_yes", "write yes or no", "请填写是或否")
    return word in _YES


def _text(text: str) -> str:
    if not text.isprintable():
        raise Unusable("no_text", "it holds signs that cannot be shown", "含有不可见字符")
    if len(text) > 200:
        raise Unusable("too_long", "at most 200 characters", "不超过 200 字")
    return text


def _choice(column: Column, text: str) -> str:
    choices: Mapping[Any, Text] = column.choices or {}
    for code, name in choices.items():
        if text.casefold() in (code, name.en, name.zh, *_short(name.zh)):
            return str(code)
    raise Unusable(
        "no_choice", f"one of: {', '.join(t.en for t in choices.values())}",
        f"请填写：{'、'.join(t.zh for t in choices.values())}",
    )  # fmt: skip


def _short(name: str) -> tuple[str, ...]:
    """ "同等责任" as people write it: "同等"."""
    return (name.removesuffix("责任"), name.removesuffix("运输"))


def _count(column: Column, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or int(text) > column.most:
        raise Unusable("no_count", f"a whole number up to {column.most}", f"请填写不超过 {column.most} 的整数")
    return int(text)


def _amount(column: Column, text: str) -> float:
    if not _AMOUNT.fullmatch(text) or abs(float(text)) > column.most:
        raise Unusable("no_amount", f"a number up to {column.most}", f"请填写绝对值不超过 {column.most} 的数")
    return float(text)


_READERS: Mapping[Holds, Callable[[str], Any]] = {
    Holds.PLATE: _plate,
    Holds.NUMBER: _number,
    Holds.CREDIT_CODE: _credit_code,
    Holds.COMPANY: _text,
    Holds.NAME: _name,
    Holds.PHONE: _phone,
    Holds.CLASSES: _classes,
    Holds.YES_NO: _yes_no,
    Holds.TEXT: _text,
}
