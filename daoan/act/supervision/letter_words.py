"""The words of each rung's letter, and how moments and spans are written in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.terms.estimates import Text
from daoan.terms.letters import BLANK, Item
from daoan.terms.times import utc_to_local


@dataclass(frozen=True, slots=True)
class Rung:
    """How the letter of one rung is called and what it asks besides an answer in time.

    ``mark``: its part of the number 发文字号. ``asks``: items behind those about signing and replying.
    """

    name: Text
    mark: Text
    begins: Text
    closing: Text
    asks: tuple[Item, ...]


def _asks(*pairs: tuple[Text, Text]) -> tuple[Item, ...]:
    return tuple(Item(lead, text) for lead, text in pairs)


LETTERS: Mapping[str, Rung] = {
    "reminder": Rung(
        Text("Reminder", "提示函"), Text("R", "提"),
        Text("This is to remind you of the following.", "现就有关事项提示如下："), Text("", "特此提示。"), (),
    ),
    "letter": Rung(
        Text("Letter of supervision", "督办函"), Text("S", "督"),
        Text("We ask you to see to the following.", "为督促落实，现函告如下："), Text("", "特此函告。"),
        _asks(
            (Text("Reasons and measures.", "说明原因、落实措施。"),
             Text("The reply names the cause of the delay, the measures, who is responsible and the day of completion.",
                  "书面回复应写明未按期办理的原因、整改措施、责任人和完成时限。")),
        ),
    ),
    "circular": Rung(
        Text("Circular", "通报"), Text("C", "通"),
        Text("The following is made known to all units concerned.", "为严肃工作纪律，现将有关情况通报如下："),
        Text("", "特此通报。"),
        _asks(
            (Text("Lessons.", "对照检查、举一反三。"),
             Text("Every unit checks its own deadlines and settles what is overdue.",
                  "各单位要对照通报事项开展自查，逾期未办的限期办结。")),
        ),
    ),
    "talk": Rung(
        Text("Summons to a talk", "约谈通知"), Text("T", "约"),
        Text("We ask those in charge of your unit to a talk about the following.",
             "经研究，决定就有关事项对你单位负责人进行约谈，现通知如下："),
        Text("", "特此通知。"),
        _asks(
            (Text("Who is asked to come:", "约谈对象："), Text(f"{BLANK} (name, post).", f"{BLANK}（姓名、职务）。")),
            (Text("Who holds the talk:", "约谈人："), Text(f"{BLANK} (name, post).", f"{BLANK}（姓名、职务）。")),
            (Text("When and where:", "时间、地点："),
             Text(f"{BLANK} (day and hour), {BLANK} (place).", f"____年__月__日__时，{BLANK}（地点）。")),
            (Text("What to bring:", "会前准备："),
             Text("A written account of the state of each matter, the causes and the measures.",
                  "请准备书面材料，逐项说明办理情况、存在问题、原因分析和整改措施。")),
        ),
    ),
    "listed": Rung(
        Text("Notice of listed supervision", "挂牌督办通知书"), Text("L", "挂"),
        Text("The following is put under listed supervision.", "经研究，决定对下列事项实行挂牌督办，现通知如下："),
        Text("", "特此通知。"),
        _asks(
            (Text("Who answers for it:", "责任领导："),
             Text(f"{BLANK} (name, post), named by your unit within the time for signing.",
                  f"{BLANK}（姓名、职务），由你单位在签收时限内确定并报告。")),
            (Text("How it ends:", "解除程序："),
             Text("When it is done you apply for its end; we re-check on site, and lift it only then.",
                  "治理完成后由你单位提出解除申请，经现场复核合格后予以解除。")),
        ),
    ),
    "inquiry": Rung(
        Text("Notice of an inquiry into responsibility", "责任倒查通知书"), Text("I", "查"),
        Text("An inquiry into who answers for the following is opened.",
             "经研究，决定对下列事项开展责任倒查，现通知如下："),
        Text("", "特此通知。"),
        _asks(
            (Text("Who inquires:", "核查组："), Text(f"{BLANK} (head and members).", f"{BLANK}（组长及成员）。")),
            (Text("What to hand over:", "提供材料："),
             Text("Duty rosters, records of signing and of feedback, and everything else about these matters.",
                  "请提供涉及事项的勤务安排、签收反馈记录及其他有关材料，不得隐匿、涂改。")),
        ),
    ),
}  # fmt: skip

#: What a case is about, by what its trigger counts.
SUBJECTS: Mapping[str, Text] = {
    "hours_overdue": Text("overdue matters", "逾期未办事项"),
    "rejections": Text("matters rejected more than once", "多次被退回事项"),
    "misdirected": Text("matters returned as misdirected", "多次错派退回事项"),
    "recurrences": Text("a hazard that came back", "隐患治理后复发问题"),
    "missed": Text("deadlines missed repeatedly", "多次逾期问题"),
    "": Text("the matters named here", "有关事项"),
}


def day_in(moment: datetime, zone: str) -> Text:
    """A moment to the minute; the end of a day as that day: deadlines of whole days lie on the midnight behind it."""
    local = utc_to_local(moment, zone)
    if (local.hour, local.minute) == (0, 0):
        day = (local - timedelta(days=1)).date()
        return Text(f"{day.day} {day:%B %Y}", f"{day.year}年{day.month}月{day.day}日")
    clock = f"{local.hour}时{local.minute}分" if local.minute else f"{local.hour}时"
    return Text(f"{local:%H:%M} on {local.day} {local:%B %Y}", f"{local.year}年{local.month}月{local.day}日{clock}")


def span_in(span: timedelta) -> Text:
    """How long, in days and hours; below an hour in minutes."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        en = f"{days} day{'s' * (days > 1)}" + (f" {hours} h" if hours and days < 10 else "")
        return Text(en, f"{days}日" + (f"{hours}小时" if hours and days < 10 else ""))
    if hours:
        return Text(f"{hours} hour{'s' * (hours > 1)}", f"{hours}小时")
    return Text(f"{minutes} minutes", f"{minutes}分钟")
