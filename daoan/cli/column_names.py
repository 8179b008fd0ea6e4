"""Own names of columns and those that they mean, as a file of JSON: one way for every table that is read in."""

import json
from pathlib import Path

from daoan.terms.errors import InputError


def read_names(path: Path | None) -> dict[str, str]:
    """The names of a file; none where no file is given. Raises :class:`InputError` for what is no object of names."""
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(f"{path} is no JSON of column names 列名对照文件无法读取") from None
    if not isinstance(told, dict) or not all(isinstance(v, str) for v in told.values()):
        raise InputError(f"{path} shall be an object of names 列名对照应为 JSON 对象")
    return told
