"""Answers: records as JSON, lists as cursor pages or CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi import Response

from daoan.terms.errors import InputError

R = TypeVar("R")

MAX_PAGE = 500
SIMULATED = "simulated 模拟"


def json_of(value: object) -> Response:
    """Any record, or tree of records, as JSON."""
    return Response(msgspec.json.encode(value), media_type="application/json")


def unkept(answer: Response) -> Response:
    """An answer that no cache keeps."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def page_of(rows: Sequence[R], after: str | None, limit: int) -> dict[str, Any]:
    """One page of a list that no longer changes (the results of a run). The cursor is the offset behind the page."""
    start = _offset_of(after, len(rows))
    end = start + min(limit, MAX_PAGE)
    return {"rows": list(rows[start:end]), "next": str(end) if end < len(rows) else None, "total": len(rows)}


def _offset_of(after: str | None, rows: int) -> int:
    """The offset that a cursor names; str.isdigit alone would let "²" and numbers of a mile's length through."""
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) <= 18 and int(after) <= rows):
        raise InputError(f"the cursor {after!r:.80} is not one that this list gave; ask again without it")
    return int(after)


def list_answer(
    rows: Sequence[Any], name: str, kind: str, after: str | None, limit: int, *, simulated: bool
) -> Response:
    """A whole list as CSV, or one page of it as JSON."""
    return csv_of(rows, name, simulated=simulated) if kind == "csv" else json_of(page_of(rows, after, limit))


def csv_of(rows: Sequence[Any], name: str, *, simulated: bool) -> Response:
    """Records as CSV with a byte-order mark, so that spreadsheets read Chinese; nested records become ``a.b`` columns.

    Cells that a spreadsheet would run as a formula are quoted with an apostrophe. ``simulated`` rows say so, each.
    """
    flat = [flatten(row) | ({"simulated": SIMULATED} if simulated else {}) for row in rows]
    name = f"simulated-{name}" if simulated else name
    return csv_table(list(dict.fromkeys(key for row in flat for key in row)), flat, name)


def parquet_of(rows: Sequence[Any], name: str, *, simulated: bool) -> Response:
    """Records as Parquet, as :func:`csv_of` writes them."""
    flat = [flatten(row) | ({"simulated": SIMULATED} if simulated else {}) for row in rows]
    flat = [{key: None if value == "" else value for key, value in row.items()} for row in flat]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(flat), out)
    name = f"simulated-{name}" if simulated else name
    return Response(
        out.getvalue(),
        media_type="application/vnd.apache.parquet",
        headers={"Content-Disposition": f'attachment; filename="{name}.parquet"'},
    )


def csv_table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], name: str) -> Response:
    """Plain rows as CSV, as :func:`csv_of` writes records."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows([{k: _inert(v) for k, v in row.items()} for row in rows])
    return Response(
        "\ufeff" + text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def flatten(record: Any, prefix: str = "") -> dict[str, Any]:
    """A record as one flat row; sequences are joined, ``None`` stays empty."""
    row: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        key = prefix + field.name
        if is_dataclass(value) and not isinstance(value, type):
            row |= flatten(value, key + ".")
        elif isinstance(value, tuple):
            row[key] = "; ".join(_short(v) for v in value)
        else:
            row[key] = "" if value is None else value
    return row


def _short(value: Any) -> str:
    if is_dataclass(value) and not isinstance(value, type):
        return str(getattr(value, "en", None) or getattr(value, "ref", None) or value)
    return str(value)


def _inert(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
