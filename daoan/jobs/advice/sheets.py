"""The sheet of codes that hangs at a station 签到编码表: one month, a row a day, a column a shift."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from daoan.act.advice.codes import shift_code
from daoan.edge.tokens import station_secret
from daoan.jobs.advice.book import AdviceBook, own_station
from daoan.store.setting_protocol import SettingStore
from daoan.terms.documents import Document, Section, Table, same
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.months import first_day, month_called
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.times import utc_to_local

SHEETS = "advice_sheets"


def sheet_numbers(settings: SettingStore) -> Mapping[str, int]:
    """The number of each station's sheets that were made anew; all others have their first."""
    kept = settings.find_setting(SHEETS)
    return {str(k): int(v) for k, v in kept.items()} if isinstance(kept, Mapping) else {}


def renew_sheets(book: AdviceBook, settings: SettingStore, actor: Actor, station: str, at: datetime) -> int:
    """Make the codes of a station anew, since its sheet was lost or copied; the ones before count no more.

    Raises :class:`NotFound` for a station that is not the actor's.
    """
    own_station(book, actor, station, at)
    numbers = dict(sheet_numbers(settings))
    numbers[station] = numbers.get(station, 1) + 1
    settings.put_setting(SHEETS, numbers)
    book.room.store.append_audit(AuditNote(at, actor.person_id, actor.unit_id, "advice.sheets_renewed", station))
    return numbers[station]


def month_sheet(
    book: AdviceBook, actor: Actor, station: str, month: str, at: datetime, sheet: int, *, simulated: bool
) -> Document:
    """The sheet of a station's month; that it was printed is written down.

    Raises :class:`NotFound` for a station that is not the actor's, :class:`InputError` for a month that is none.
    """
    place = own_station(book, actor, station, at)
    secret, shifts = station_secret(book.key, station, sheet), book.catalogue.shifts.values()
    try:
        here = month_called(month)
        begins, ends = first_day(here), first_day(here + 1)
    except (ValueError, OverflowError):
        raise InputError("write the month as 2026-03 · 月份格式为 2026-03") from None
    rows = []
    for k in range((ends - begins).days):
        day = begins + timedelta(days=k)
        codes = (shift_code(secret, day, shift.code) for shift in shifts)
        rows.append((_day(day), *(same(f"{code[:4]} {code[4:]}") for code in codes)))
    headings = (Text("day", "日期"), *(_shift(s.name, f"{s.begins:%H:%M}–{s.ends:%H:%M}") for s in shifts))
    note = Text(
        f"Send by text message: {station} CODE PEOPLE (for example: {station} 1234 5678 6), or write the code down.",
        f"短信签到格式：{station} 编码 劝导人次（例：{station} 1234 5678 6）；无信号时抄录编码，事后由乡镇补录。",
    )
    table = Table(Text("Codes", "编码"), headings, tuple(rows), note)
    units, shown = book.room.units(), mask_text(place.name)
    name = units.name_of(place.unit_id) or same(place.unit_id)
    book.room.store.append_audit(
        AuditNote(at, actor.person_id, actor.unit_id, "advice.sheet", station, detail=f"{month} no. {sheet}")
    )
    return Document(
        issuer=name,
        number=Text(f"{station} · {month} · no. {sheet}", f"{station} · {month} · 第{sheet}版"),
        title=Text(f"Codes of shifts: {shown}", f"{shown}签到编码表"),
        opening=(
            Text(
                "This sheet hangs inside the station. A code counts for its own day and shift, once. "
                "Whoever finds it elsewhere brings it to the township.",
                "本表张贴于劝导站内，每个编码仅限当日当班使用一次。遗失、外传请立即报告乡镇交安办重新制表。",
            ),
        ),
        sections=(Section(Text("Codes of the month", "当月编码"), tables=(table,)),),
        signed=name,
        dated=utc_to_local(at, book.room.zone).date(),
        simulated=simulated,
    )


def _day(day: date) -> Text:
    return Text(f"{day:%a} {day.day} {day:%b}", f"{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}")


def _shift(name: Text, hours: str) -> Text:
    return Text(f"{name.en} {hours}", f"{name.zh} {hours}")
