"""An anchor as words: one line that fits a QR picture, an e-mail or a printed page, and the letter around it.

::

    daoan-audit/1 <number> <seal> <key id> <moment, UTC> <check>

``check`` is the start of a SHA-256 over the rest, so that a line that was mistyped from paper is told from a chain
that was tampered with. It is no proof of who wrote the line: that is the paper's or the mailbox's business.
"""

import hashlib
import re
from datetime import datetime

from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.audited import Anchor
from daoan.terms.times import require_utc

HEAD = "daoan-audit/1"
_LINE = re.compile(rf"{HEAD}\s+([1-9]\d{{0,17}})\s+([0-9a-f]{{64}})\s+(\S{{1,64}})\s+(\S{{10,40}})\s+([0-9a-f]{{8}})\b")


def anchor_line(anchor: Anchor) -> str:
    """The anchor as one line of plain ASCII."""
    told = f"{HEAD} {anchor.number} {anchor.seal} {anchor.key_id} {require_utc(anchor.at).isoformat()}"
    return f"{told} {_check(told)}"


def parse_anchor(text: str, how: str = "typed") -> Anchor:
    """The first anchor line in a text. Raises :class:`InputError` where there is none or it was mistyped."""
    found = _LINE.search(text)
    if found is None:
        raise InputError(f"no anchor in this text: a line that begins with {HEAD} is needed 文本中没有锚点")
    number, seal, key_id, at, check = found.groups()
    if _check(f"{HEAD} {number} {seal} {key_id} {at}") != check:
        raise InputError("the anchor was mistyped or cut: its check does not match 锚点录入有误，校验码不符")
    try:
        return Anchor(int(number), seal, key_id, require_utc(datetime.fromisoformat(at)), how)
    except ValueError as problem:
        raise InputError(f"the anchor's moment {at} is none 锚点时间无效") from problem


def anchor_letter(anchor: Anchor, city: Text) -> Text:
    """What to send or print: what this is, the line, what to do with it."""
    line = anchor_line(anchor)
    return Text(
        f"Audit log of {city.en}: line {anchor.number} is the last one as of {anchor.at:%Y-%m-%d %H:%M} UTC.\n\n"
        f"{line}\n\n"
        "Keep this where those who run the server cannot change it. To check the log against it:\n"
        'daoan audit verify --anchor "<the line above>"\n',
        f"{city.zh}审计日志：截至 {anchor.at:%Y-%m-%d %H:%M}（UTC），最后一条为第 {anchor.number} 条。\n\n"
        f"{line}\n\n"
        "请将本件存放于服务器管理人员无法更改之处。核验方法：\n"
        'daoan audit verify --anchor "<上面一行>"\n',
    )


def _check(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:8]
