"""Rules of recurring days as people write them: 农历逢三六九, 每周日, 逢鼠马日, 农历三月初三起3天, 清明前3天后3天.

:func:`read_recurrence` takes what is written in either language, :func:`write_recurrence` gives it back in both, always
the same way; what was read is read again from what is written.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from daoan.terms.calendar.lunar import SOLAR_TERMS, LunarDay
from daoan.terms.calendar.recurring import (
    ANIMALS,
    BRANCHES,
    LONGEST_RUN,
    AroundTerm,
    BranchDays,
    DayDigits,
    EveryDays,
    MonthDays,
    Recurrence,
    WeekDays,
    WorkDays,
    YearDay,
)
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text

_NUMBERS = "〇一二三四五六七八九十"
_WEEKDAYS = "一二三四五六日"
_EN_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_ANIMALS = ("rat", "ox", "tiger", "rabbit", "dragon", "snake", "horse", "goat", "monkey", "rooster", "dog", "pig")
_EN_TERMS = {"清明": "Qingming", "冬至": "Winter solstice", "立春": "Start of spring"}
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_MONTH_NAMES = {name: n for n, name in enumerate(_MONTHS, 1)} | {"一": 1, "十一": 11, "十二": 12}
_PARTED = r"[、,，·\s]"

_KINDS = {False: Text("working days", "工作日"), True: Text("days off", "休息日"), None: Text("every day", "每天")}

LONGEST = 80  # characters of a rule

#: What is told to whoever wrote something else.
HOW = Text(
    "write when it is held as one of: lunar days ending in 3, 6, 9 · lunar days 1, 15 · days ending in 5, 0 · "
    "days 5, 20 · every Sunday · days of the rat, horse · every 5 days since 2026-01-03 · lunar 3-3 for 3 days · "
    "10-1 for 7 days · Qingming, 3 days before, 3 after · working days · days off · every day",
    "请按下列格式填写：农历逢三六九 · 农历初一、十五 · 公历逢五十 · 公历每月5日、20日 · 每周日 · 逢鼠马日 · "
    "自2026-01-03起每5天 · 农历三月初三起3天 · 公历10月1日起7天 · 清明前3天后3天 · 工作日 · 休息日 · 每天",
)


def read_recurrence(text: str) -> Recurrence:
    """The rule that somebody wrote; 逢… alone is lunar. Raises :class:`InputError` that says how to write."""
    if len(text) > LONGEST:
        raise InputError(f"{HOW.en} · {HOW.zh}")
    words = re.sub(r"\s+", " ", text.strip().replace("：", "").replace("阳历", "公历").replace("阴历", "农历"))
    for pattern, read in _READERS:
        match = re.fullmatch(pattern, words, re.IGNORECASE)
        rule = read(match) if match else None
        if rule is not None:
            return rule
    raise InputError(f"{HOW.en} · {HOW.zh}")


def write_recurrence(rule: Recurrence) -> Text:
    """The rule in words. Raises :class:`TypeError` for a stranger."""
    match rule:
        case DayDigits(digits, lunar):
            en = f"{'lunar days' if lunar else 'days'} ending in {_list(digits)}"
            return Text(en, f"{_calendar(lunar)}逢{''.join(_NUMBERS[d or 10] for d in digits)}")
        case MonthDays(days, lunar):
            zh = f"农历{'、'.join(map(_moon_day, days))}" if lunar else f"公历每月{'、'.join(f'{d}日' for d in days)}"
            return Text(f"{'lunar days' if lunar else 'days'} {_list(days)}", zh)
        case WeekDays(days):
            return Text(f"every {_list(_EN_WEEKDAYS[d] for d in days)}", f"每周{'、'.join(_WEEKDAYS[d] for d in days)}")
        case BranchDays(branches):
            en = f"days of the {_list(_EN_ANIMALS[b] for b in branches)}"
            return Text(en, f"逢{''.join(ANIMALS[b] for b in branches)}日")
        case EveryDays(step, since):
            return Text(f"every {step} days since {since}", f"自{since}起每{step}天")
        case YearDay(month, day, lunar, length):
            day_zh = f"{_MONTHS[month - 1]}月{_moon_day(day)}" if lunar else f"{month}月{day}日"
            en = f"{'lunar ' if lunar else ''}{month}-{day}"
            lasts = (f" for {length} days", f"起{length}天") if length > 1 else ("", "")
            return Text(f"{en}{lasts[0]}", f"{_calendar(lunar)}{day_zh}{lasts[1]}")
        case AroundTerm(term, before, after):
            en = f"{_EN_TERMS.get(term, term)}, {before} days before, {after} after"
            return Text(en, f"{term}前{before}天后{after}天")
        case WorkDays(off):
            return _KINDS[off]
    raise TypeError(type(rule))


def lunar_words(moon: LunarDay) -> Text:
    """A lunar day as people say it: 冬月十八, in a leap month 闰二月初三."""
    leap = ("leap ", "闰") if moon.leap else ("", "")
    month = _MONTHS[moon.month - 1]
    return Text(f"{leap[0]}{moon.month}-{moon.day}", f"{leap[1]}{month}月{_moon_day(moon.day)}")


def _calendar(lunar: bool) -> str:
    return "农历" if lunar else "公历"


def _list(values: object) -> str:
    return ", ".join(str(v) for v in values)  # type: ignore[attr-defined]


def _moon_day(day: int) -> str:
    """初一 to 三十, as days of lunar months are called."""
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return ("初", "十", "廿")[day // 10] + _NUMBERS[day % 10]


_MOON_DAYS = {_moon_day(d): d for d in range(1, 31)} | {"二十": 20, "二十八": 28, "十": 10}
_MOON_DAYS |= {f"二十{_NUMBERS[d]}": 20 + d for d in range(1, 10)}


def _numbers(text: str, least: int, most: int) -> tuple[int, ...] | None:
    """Numbers in digits, parted; each once, ascending. None where one lies outside."""
    found = [int(n) for n in re.findall(r"\d+", text)]
    return tuple(sorted(set(found))) if found and all(least <= n <= most for n in found) else None


def _digits(lunar: bool, text: str) -> Recurrence | None:
    """三六九, 3、6、9, 逢五逢十."""
    words = re.sub(rf"{_PARTED}|逢|日|集", "", text)
    found = []
    for mark in re.findall(r"10|\d|[一二三四五六七八九十]", words):
        found.append(int(mark) % 10 if mark.isdigit() else _NUMBERS.index(mark) % 10)
    return DayDigits(_ten_last(found), lunar) if found else None


def _ten_last(digits: Sequence[int]) -> tuple[int, ...]:
    """As people say them: 五十, not 十五."""
    return tuple(sorted(set(digits), key=lambda d: d or 10))


def _of_month(text: str) -> Recurrence | None:
    """初一、十五, also 初一十五; the longest name first, and nothing may be left."""
    names = "|".join(sorted(_MOON_DAYS, key=len, reverse=True))
    if re.sub(rf"{names}|{_PARTED}", "", text):
        return None
    return MonthDays(tuple(sorted({_MOON_DAYS[m] for m in re.findall(names, text)})), lunar=True)


def _plain_days(lunar: bool, text: str) -> Recurrence | None:
    days = _numbers(text, 1, 30 if lunar else 31)
    return MonthDays(days, lunar) if days else None


def _week(text: str) -> Recurrence | None:
    marks = re.findall(r"[一二三四五六日天]", text)
    return WeekDays(tuple(sorted({6 if m == "天" else _WEEKDAYS.index(m) for m in marks}))) if marks else None


def _named(names: Sequence[str], text: str) -> tuple[int, ...] | None:
    """Places in a list of English names; None for a stranger."""
    words = [w for w in re.split(r"[,\s]+|\band\b", text.lower()) if w]
    low = [n.lower() for n in names]
    return tuple(sorted({low.index(w) for w in words})) if words and set(words) <= set(low) else None


def _en_week(text: str) -> Recurrence | None:
    days = _named(_EN_WEEKDAYS, text)
    return WeekDays(days) if days else None


def _branches(text: str) -> Recurrence | None:
    marks = [m for m in text if m in BRANCHES + ANIMALS]
    found = {BRANCHES.index(m) if m in BRANCHES else ANIMALS.index(m) for m in marks}
    return BranchDays(tuple(sorted(found))) if found else None


def _en_branches(text: str) -> Recurrence | None:
    found = _named(_EN_ANIMALS, text)
    return BranchDays(found) if found else None


def _every(step: str, since: str) -> Recurrence | None:
    try:
        first = date.fromisoformat(since)
    except ValueError:
        return None
    return EveryDays(int(step), first) if 1 <= int(step) <= 366 else None


def _year_day(month: int | None, day: int | None, lunar: bool, run: str | None) -> Recurrence | None:
    length = int(run or 1)
    most = 30 if lunar else 31
    good = month and day and 1 <= month <= 12 and 1 <= day <= most and 1 <= length <= LONGEST_RUN
    if not good or month is None or day is None:
        return None
    if not lunar and (month, day) != (2, 29):
        try:
            date(2001, month, day)
        except ValueError:
            return None
    return YearDay(month, day, lunar, length)


def _term(name: str, before: str, after: str) -> Recurrence | None:
    known = {en.lower(): zh for zh, en in _EN_TERMS.items()} | {t.lower(): t for t in SOLAR_TERMS}
    term = known.get(name.strip().lower())
    whole = int(before) + int(after) + 1
    return AroundTerm(term, int(before), int(after)) if term and whole <= LONGEST_RUN else None


_KIND_WORDS = {words: off for off, text in _KINDS.items() for words in (text.en, text.zh)}

#: Each pattern, and what its match is read as; None where the numbers make no sense.
_READERS: tuple[tuple[str, Callable[[re.Match[str]], Recurrence | None]], ...] = (
    ("|".join(_KIND_WORDS), lambda m: WorkDays(_KIND_WORDS[m[0].lower()])),
    (
        rf"(?:每)?逢?(?:周|星期|礼拜)([一二三四五六日天](?:{_PARTED}*(?:周|星期)?[一二三四五六日天])*)集?",
        lambda m: _week(m[1]),
    ),
    (rf"逢?([{BRANCHES}{ANIMALS}](?:{_PARTED}*[{BRANCHES}{ANIMALS}])*)日?", lambda m: _branches(m[1])),
    (r"自(\d{4}-\d\d-\d\d)起每(\d{1,3})[天日](?:一集)?", lambda m: _every(m[2], m[1])),
    (
        rf"(农历|公历)?(?:每月)?逢((?:10|\d|[一二三四五六七八九十]|{_PARTED}|逢|日)+)集?",
        lambda m: _digits(m[1] != "公历", m[2]),
    ),
    (rf"农历(?:每月)?((?:[初廿{_NUMBERS}]|{_PARTED})+)", lambda m: _of_month(m[1])),
    (rf"公历(?:每月)?((?:[\d日号]|{_PARTED})+)", lambda m: _plain_days(False, m[1])),
    (rf"每月((?:[\d日号]|{_PARTED})+)", lambda m: _plain_days(False, m[1])),
    (
        r"(?:农历)?(正|冬|腊|十?[一二]|[三四五六七八九十])月([初十廿二三][一二三四五六七八九十]*)(?:庙会)?(?:起(\d{1,2})[天日])?",
        lambda m: _year_day(_MONTH_NAMES.get(m[1]), _MOON_DAYS.get(m[2]), True, m[3]),
    ),
    (
        r"(?:公历)?(\d{1,2})月(\d{1,2})[日号](?:起(\d{1,2})[天日])?",
        lambda m: _year_day(int(m[1]), int(m[2]), False, m[3]),
    ),
    (rf"({'|'.join(SOLAR_TERMS)})前后各(\d{{1,2}})[天日]", lambda m: _term(m[1], m[2], m[2])),
    (rf"({'|'.join(SOLAR_TERMS)})前(\d{{1,2}})[天日]后(\d{{1,2}})[天日]", lambda m: _term(m[1], m[2], m[3])),
    (rf"({'|'.join(SOLAR_TERMS)})", lambda m: _term(m[1], "0", "0")),
    (r"(lunar )?days ending in ([\d, and]+)", lambda m: _digits(bool(m[1]), m[2])),
    (r"(lunar )?days (\d[\d, and]*)", lambda m: _plain_days(bool(m[1]), m[2])),
    (r"every ([a-z, ]*day[a-z, ]*)", lambda m: _en_week(m[1])),
    (r"days of the ([a-z, ]+)", lambda m: _en_branches(m[1])),
    (r"every (\d{1,3}) days since (\d{4}-\d\d-\d\d)", lambda m: _every(m[1], m[2])),
    (
        r"(lunar )?(\d{1,2})-(\d{1,2})(?: for (\d{1,2}) days)?",
        lambda m: _year_day(int(m[2]), int(m[3]), bool(m[1]), m[4]),
    ),
    (r"([a-z ]+|[\u4e00-\u9fff]{2}), (\d{1,2}) days before, (\d{1,2}) after", lambda m: _term(m[1], m[2], m[3])),
)
