"""Values of an entry, checked field by field: all that is wrong is told at once."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daoan.act.workflow.given import is_blank
from daoan.terms.calendar.recurring_text import HOW, read_recurrence, write_recurrence
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.working import Values
from daoan.terms.registers import CheckKind, Field, FieldKind, Register
from daoan.terms.units import UnitTree

LONGEST_LINE, LONGEST_TEXT, MOST_ROWS = 200, 4_000, 200

_YES, _NO = {"true", "yes", "y", "1", "是", "有"}, {"false", "no", "n", "0", "否", "无"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One field that cannot be kept. ``field``: its name; "steps.2.unit" inside the third row of a table."""

    field: str
    message: Text


@dataclass(frozen=True, slots=True)
class Filled:
    """Values to keep: blanks left out, numbers as numbers; or what is wrong, and then nothing is kept."""

    values: Values
    wrong: tuple[Wrong, ...]


def fill(register: Register, given: Mapping[str, Any], units: UnitTree) -> Filled:
    """Check what somebody wrote into the fields of a register."""
    values, wrong = _fill(register.fields, given, units, "")
    return Filled(values, tuple(wrong or _unchecked(register, values)))


def _unchecked(register: Register, values: Mapping[str, Any]) -> Iterator[Wrong]:
    """Fields that do not fit each other: numbers told at the whole, what is missing at the first of the parts."""
    for check in register.checks:
        if check.kind is CheckKind.ANY:
            if not any(name in values for name in check.parts):
                labels = [register.field(name).label for name in check.parts]
                en, zh = " or ".join(n.en for n in labels), "或".join(n.zh for n in labels)
                yield Wrong(check.parts[0], Text(f"fill in: {en}", f"请填写：{zh}"))
            continue
        whole = values.get(check.whole)
        known = {name: values[name] for name in check.parts if name in values}
        if whole is None or not known:
            continue
        label, total = register.field(check.whole).label, sum(known.values())
        if check.kind is CheckKind.WITHIN:
            for name in (name for name, part in known.items() if part > whole):
                part = register.field(name).label
                en = f"{part.en} ({known[name]:g}) is more than {label.en} ({whole:g})"
                yield Wrong(name, Text(en, f"{part.zh}（{known[name]:g}）大于{label.zh}（{whole:g}）"))
        elif total > whole or (total < whole and len(known) == len(check.parts)):
            names = [register.field(name).label for name in known]
            en = f"{' + '.join(n.en for n in names)} = {total:g}, not {whole:g}"
            yield Wrong(check.whole, Text(en, f"{'＋'.join(n.zh for n in names)}＝{total:g}，与{whole:g}不符"))


def _fill(
    fields: tuple[Field, ...], given: Mapping[str, Any], units: UnitTree, prefix: str
) -> tuple[dict[str, Any], list[Wrong]]:
    values: dict[str, Any] = {}
    names = {field.name for field in fields}
    stranger = Text("there is no such field", "没有该字段")
    wrong = [Wrong(f"{prefix}{name:.40}", stranger) for name in given if name not in names]
    for field in fields:
        value = given.get(field.name)
        where = prefix + field.name
        if value is None or is_blank(value) or value == []:
            if field.required:
                wrong.append(Wrong(where, Text(f"fill in: {field.label.en}", f"请填写：{field.label.zh}")))
        elif field.kind is FieldKind.TABLE:
            rows, inner = _rows(field, value, units, where)
            values[field.name] = rows
            wrong += inner
        else:
            kept = _one(field, value, units)
            if isinstance(kept, Text):
                wrong.append(Wrong(where, kept))
            else:
                values[field.name] = kept
    return values, wrong


def _rows(field: Field, value: Any, units: UnitTree, where: str) -> tuple[list[dict[str, Any]], list[Wrong]]:
    if not isinstance(value, list) or len(value) > MOST_ROWS or not all(isinstance(row, Mapping) for row in value):
        return [], [Wrong(where, Text(f"give 1 to {MOST_ROWS} rows", f"请填写 1 至 {MOST_ROWS} 行"))]
    rows, wrong = [], []
    for place, row in enumerate(value):
        kept, inner = _fill(field.fields, row, units, f"{where}.{place}.")
        rows.append(kept)
        wrong += inner
    return rows, wrong


def _one(field: Field, value: Any, units: UnitTree) -> Any:
    """The value as it is kept, or what is wrong with it."""
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return _text(value, LONGEST_LINE if field.kind is FieldKind.TEXT else LONGEST_TEXT)
        case FieldKind.NUMBER:
            return _number(field, value)
        case FieldKind.DATE:
            return _day(value)
        case FieldKind.CHOICE:
            return _choice(field, value)
        case FieldKind.YES_NO:
            return _yes_no(value)
        case FieldKind.RECURRENCE:
            return _recurrence(value)
        case FieldKind.UNIT:
            known = isinstance(value, str) and value in units
            return value if known else Text("there is no such unit", "单位不存在")
        case FieldKind.UNITS:
            names = value.replace("；", ";").split(";") if isinstance(value, str) else value
            named = [name.strip() for name in names if isinstance(name, str)] if isinstance(names, list) else []
            known = bool(named) and len(set(named)) == len(named) and all(name in units for name in named)
            return named if known else Text("name every unit once, by its id", "请指定单位，且不得重复")
    raise AssertionError(field.kind)


def _text(value: Any, longest: int) -> Any:
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        return Text("this is no text", "须为文字")
    text = value.strip()
    if longest == LONGEST_LINE:
        text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= longest else Text(f"at most {longest} characters", f"不超过 {longest} 字")


def _number(field: Field, value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = float(value.replace(",", ""))
        except ValueError:
            return Text("this is no number", "须为数字")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return Text("this is no number", "须为数字")
    below = field.least is not None and value < field.least
    if below or (field.most is not None and value > field.most):
        least, most = "" if field.least is None else f"{field.least:g}", "" if field.most is None else f"{field.most:g}"
        return Text(f"the number lies outside {least}…{most}", f"数值应在 {least}…{most} 之间")
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        return Text("write the day as YYYY-MM-DD", "日期格式为 YYYY-MM-DD")


def _choice(field: Field, value: Any) -> Any:
    for choice in field.choices:
        if isinstance(value, str) and value.strip() in (choice.code, choice.name.en, choice.name.zh):
            return choice.code
    return Text(
        f"one of: {', '.join(c.name.en for c in field.choices)}",
        f"请选择：{'、'.join(c.name.zh for c in field.choices)}",
    )


def _recurrence(value: Any) -> Any:
    try:
        return write_recurrence(read_recurrence(str(value))).zh
    except InputError:
        return HOW


def _yes_no(value: Any) -> Any:
    word = str(value).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    return Text("yes or no", "请填写是或否")
