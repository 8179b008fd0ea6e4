"""Masking of personal data: 甘M·12*45, 张*, 622801********1234, 138****5678.

Everything is masked for everybody; in the clear it is shown only to somebody who may look up, and has said what for.
Masked forms are for people who already know whom they deal with, to make sure of it. They are no anonymity: a plate
with one sign hidden has some thirty candidates. What is published leaves plates and names out.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from daoan.terms.roles import Permission

STAR = "*"
PLATE_FIELD = "plate"
#: Wide letters and digits, each for the plain one of the same length.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

#: 甘M12345, 甘M·D12345, 甘M1234警: province, authority, then five or six signs of which the last may be Chinese.
_CHINESE_PLATE = re.compile(r"([\u4e00-\u9fff])([A-Z])[·•.-]?([A-Z0-9]{4,6}[挂学警港澳使领试超]?)")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
#: What every one of them has, so that most texts are done with at one look.
_MAY_BE = re.compile(rf"\d|[{_PROVINCES}]\s?[A-Za-zＡ-Ｚａ-ｚ]")

#: The same inside a sentence, not as part of a longer number or word.
_PLATE_IN_TEXT = re.compile(
    rf"[{_PROVINCES}]\s?[A-Z]\s?[·•.-]?\s?"
    r"(?:[A-Z0-9]{4}[挂学警港澳使领试超]|[A-Z0-9]{5,6})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ID_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![0-9A-Za-z])")


_IN_TEXT: Sequence[tuple[re.Pattern[str], Callable[[str], str]]] = (
    (_ID_IN_TEXT, lambda found: mask_id_number(found)),
    (_MOBILE_IN_TEXT, lambda found: mask_phone(found)),
    (_PLATE_IN_TEXT, lambda found: mask_plate(re.sub(r"\s", "", found))),
)


class Personal(StrEnum):
    """Kinds of personal data that are shown masked."""

    PLATE = "plate"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"


def shown(kind: Personal, text: str, permissions: Collection[Permission], purpose: str = "") -> str:
    """What somebody sees of a value: in the clear only with the permission to look up and a purpose, else masked."""
    if Permission.LOOK_UP in permissions and purpose.strip():
        return text
    return mask(kind, text)


def mask(kind: Personal, text: str) -> str:
    """The masked form; of nothing, nothing. Masking what is masked changes nothing more than its look."""
    return {
        Personal.PLATE: mask_plate,
        Personal.NAME: mask_name,
        Personal.ID_NUMBER: mask_id_number,
        Personal.PHONE: mask_phone,
    }[kind](text)


def mask_plate(plate: str) -> str:
    """甘M12345 → 甘M·12*45, 甘MD12345 → 甘M·D1**45, AB12 CDE → AB***DE; two signs at either end stay, five or more."""
    text = "".join(_plain(plate).upper().split())
    chinese = _CHINESE_PLATE.fullmatch(text)
    if chinese:
        return f"{chinese[1]}{chinese[2]}·{_middle(chinese[3], 2, 2)}"
    return _middle("".join(c for c in text if c.isalnum() or c == STAR), 2, 2)


def mask_name(name: str) -> str:
    """张三丰 → 张*, 买买提·艾力 → 买*, Ann Lee → A* L*; how long the name is stays hidden."""
    words = _plain(name).split()
    if not words:
        return ""
    if "\u3400" <= words[0][0] <= "\u9fff":
        return words[0][0] + STAR
    return " ".join(word[0] + STAR for word in words)


def mask_id_number(number: str) -> str:
    """622801199001011234 → 622801********1234; a shorter one (a passport) keeps its last two signs only."""
    text = "".join(c for c in _plain(number) if c.isalnum() or c == STAR)
    return _middle(text, 6, 4) if len(text) >= 15 else _middle(text, 0, 2)


def mask_phone(number: str) -> str:
    """13812345678 → 138****5678; any other number keeps its last three digits only."""
    text = "".join(c for c in _plain(number) if c.isalnum() or c in "+*")
    mobile = _MOBILE.fullmatch(text)
    return _middle(mobile[1], 3, 4) if mobile else _middle(text.removeprefix("+"), 0, 3)


def mask_text(text: str) -> str:
    """A note or a paragraph with every Chinese plate, citizen's number and mobile number in it masked.

    Names and foreign plates look like other words and stay: whoever writes free text is told so.
    """
    if not _MAY_BE.search(text):
        return text
    for pattern, masked in _IN_TEXT:
        text = _masked(text, pattern, masked)
    return text


def mask_all(value: Any) -> Any:
    """Any tree of JSON with every text in it masked, names of fields too; what holds nothing comes back as it is.

    What stands in a field called "plate" is one, of whatever country.
    """
    return _masked_tree(value, cache(mask_text))  # one answer says the same words many times


def _masked_tree(value: Any, mask: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {
            _mask_name(name): mask_plate(inner) if is_lone_plate(name, inner) else _masked_tree(inner, mask)
            for name, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return type(value)(_masked_tree(inner, mask) for inner in value)
    return value


_mask_name = lru_cache(maxsize=1024)(mask_text)  # fields have few names, each of them met thousands of times


def personal_in(value: Any) -> Iterator[tuple[str, str]]:
    """Everything in a tree of JSON that would be masked: its masked form, and the clear."""
    if isinstance(value, str):
        for pattern, masked in _IN_TEXT if _MAY_BE.search(value) else ():
            for found in pattern.finditer(value.translate(_WIDE)):
                yield masked(found[0]), value[found.start() : found.end()]
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if is_lone_plate(name, inner):
                yield mask_plate(inner), inner
            else:
                yield from personal_in(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from personal_in(inner)


def is_lone_plate(name: str, value: Any) -> bool:
    """Whether a field is a plate by its name; what is masked already is left as it is."""
    return name == PLATE_FIELD and isinstance(value, str) and STAR not in value and value.strip() != ""


def _masked(text: str, pattern: re.Pattern[str], masked: Callable[[str], str]) -> str:
    """Found in plain letters and digits, replaced in the text as it was written."""
    parts, end = [], 0
    for found in pattern.finditer(text.translate(_WIDE) if not text.isascii() else text):
        parts += [text[end : found.start()], masked(found[0])]
        end = found.end()
    return "".join((*parts, text[end:])) if parts else text


def _plain(text: str) -> str:
    """Wide letters and digits (Ａ１) as plain ones, without blanks at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def _middle(text: str, first: int, last: int) -> str:
    """Stars for all but some signs at the ends; for all but the very last where nothing would be hidden."""
    hidden = len(text) - first - last
    if hidden < 1:
        return STAR * (len(text) - 1) + text[-1] if len(text) > 1 else STAR * len(text)
    return text[:first] + STAR * hidden + text[len(text) - last :]
