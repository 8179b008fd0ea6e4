"""What can be wrong with an audit chain, in words that a reviewer can act on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from daoan.terms.estimates import Text


class BreakKind(StrEnum):
    """One way in which a chain is not what was written."""

    ALTERED = "altered"  # the line does not bear out its seal
    MISSING = "missing"  # numbers are left out
    REORDERED = "reordered"  # a line stands behind later ones
    DOUBLED = "doubled"  # a number occurs twice
    CUT_OFF = "cut_off"  # an anchor tells of lines that are gone from the end
    ROLLED_BACK = "rolled_back"  # an anchor tells of another line under this number
    WRONG_KEY = "wrong_key"  # sealed, but not with the key that the line names
    UNKNOWN_KEY = "unknown_key"  # names a key that nobody here has
    RETIRED_KEY = "retired_key"  # sealed with a key after it had been changed
    UNANNOUNCED_KEY = "unannounced_key"  # the key changes and no line says so
    UNREADABLE = "unreadable"  # a line or anchor that cannot be read at all


BREAK_NAMES: Mapping[BreakKind, Text] = {
    BreakKind.ALTERED: Text("altered", "被改动"),
    BreakKind.MISSING: Text("missing", "缺失"),
    BreakKind.REORDERED: Text("out of order", "次序被调换"),
    BreakKind.DOUBLED: Text("doubled", "重复"),
    BreakKind.CUT_OFF: Text("cut off", "尾部被截断"),
    BreakKind.ROLLED_BACK: Text("rolled back or rewritten", "被回滚或重写"),
    BreakKind.WRONG_KEY: Text("wrong key", "密钥不符"),
    BreakKind.UNKNOWN_KEY: Text("unknown key", "未知密钥"),
    BreakKind.RETIRED_KEY: Text("retired key", "已停用密钥"),
    BreakKind.UNANNOUNCED_KEY: Text("unannounced key", "未登记的密钥更换"),
    BreakKind.UNREADABLE: Text("unreadable", "无法读取"),
}

_WORDS: Mapping[BreakKind, Text] = {
    BreakKind.ALTERED: Text(
        "{lines}: content or seal was changed after it was written", "{lines}：写入后内容或封印被改动"
    ),
    BreakKind.MISSING: Text("{lines}: not there, though later ones are", "{lines}：缺失，而其后的记录仍在"),
    BreakKind.REORDERED: Text("{lines}: stands behind later lines", "{lines}：被移到更晚的记录之后"),
    BreakKind.DOUBLED: Text("{lines}: there more than once", "{lines}：重复出现"),
    BreakKind.CUT_OFF: Text(
        "{lines}: an anchor tells of them, the chain ends before; the end was cut off or an old copy put back",
        "{lines}：锚点有记载而记录链已提前终止，尾部被截断或恢复了旧副本",
    ),
    BreakKind.ROLLED_BACK: Text(
        "{lines}: an anchor tells of another seal; an old copy was continued, or the chain was written anew",
        "{lines}：与锚点所载封印不一致，系旧副本续写或记录链被重写",
    ),
    BreakKind.WRONG_KEY: Text(
        "{lines}: not sealed with key {key}, which is named; the key's file or the lines were exchanged or renumbered",
        "{lines}：并非由所标密钥 {key} 封印，密钥文件或记录被调换、重编",
    ),
    BreakKind.UNKNOWN_KEY: Text(
        "{lines}: names key {key}, which is not among the keys here; a key is lost or the lines are foreign",
        "{lines}：所标密钥 {key} 不在本处密钥之列，密钥遗失或记录来自他处",
    ),
    BreakKind.RETIRED_KEY: Text(
        "{lines}: sealed with key {key} after it had been changed", "{lines}：使用了已更换停用的密钥 {key}"
    ),
    BreakKind.UNANNOUNCED_KEY: Text(
        "{lines}: key {key} begins here without a line that announces it", "{lines}：启用密钥 {key}，此前无更换登记"
    ),
    BreakKind.UNREADABLE: Text("{lines}: cannot be read: {key}", "{lines}：无法读取：{key}"),
}


@dataclass(frozen=True, slots=True)
class Break:
    """Something wrong with lines ``number`` to ``last`` of a chain (one line where both are the same)."""

    kind: BreakKind
    number: int
    last: int
    message: Text


def break_of(kind: BreakKind, number: int, last: int | None = None, key: str = "") -> Break:
    """A break with its words. ``key``: id of the key that it is about, or what the reader of a line said."""
    last = number if last is None else last
    several = last != number
    en = f"lines {number} to {last}" if several else f"line {number}"
    zh = f"第 {number} 至 {last} 条" if several else f"第 {number} 条"
    words = _WORDS[kind]
    return Break(kind, number, last, Text(words.en.format(lines=en, key=key), words.zh.format(lines=zh, key=key)))
