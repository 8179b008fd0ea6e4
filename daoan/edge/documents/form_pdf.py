"""A form on paper, A4: every field with room for a hand, boxes to tick, and who filled it in and who typed it in."""

from pathlib import Path

from daoan.edge.documents.typeset import BOLD, compiled, escaped
from daoan.terms.estimates import Text
from daoan.terms.paper import Blank, Form, FormPart
from daoan.terms.registers import FieldKind

LINE_MM, LONG_MM, ROW_MM, ROWS = 9, 26, 8, 5
GREY = 'rgb("#555555")'
RULED = 'stroke: 0.5pt + rgb("#888888"), inset: 5pt'
BOX = "#box(width: 3.2mm, height: 3.2mm, stroke: 0.6pt, baseline: 0.4mm)"
_PERSONAL = Text(
    "Filled in, this sheet holds personal data: keep it locked until it is typed in, then archive or destroy it.",
    "填写后含个人信息：录入前须妥善保管，录入后归档或销毁。",
)
_END = (
    Text("filled in by", "填表人"), Text("unit", "单位"), Text("day and time", "填表时间"),
    Text("typed in by", "录入人"), Text("typed in at", "录入时间"), Text("number in the system", "系统编号"),
)  # fmt: skip


def form_pdf(form: Form, language: str, web: Path, cache: Path, *, simulated: bool) -> bytes:
    """The bytes of the sheet; every word in the language, the other one smaller beside it."""
    page = _Page(language)
    over = ', foreground: rotate(-35deg, text(64pt, rgb("#00000014"))[模拟数据 SIMULATED])' if simulated else ""
    parts = "\n".join(page.part(part) for part in form.parts)
    personal = f'#text(8.5pt, fill: rgb("#b3261e"))[{page.say(_PERSONAL)}]' if form.personal else ""
    typed = page.say(Text(f"Typed in on the page {form.typed_in}", f"录入页面：{form.typed_in}"))
    foot = f"{typed} · {escaped(form.code)} · {escaped(form.stamp)}".rstrip(" ·")
    foot += ' #h(1fr) #context counter(page).display("1/1", both: true)'
    title = f"#text(18pt, {BOLD})[{page.say(form.title)}] #text(10pt, fill: {GREY})[{page.other(form.title)}]"
    made: bytes = compiled(
        f"""#set page("a4", margin: (x: 16mm, top: 14mm, bottom: 16mm){over}, footer: text(8pt, fill: {GREY})[{foot}])
#set text(10.5pt, lang: "{language}")
#grid(columns: (1fr, 48mm), [{title}],
  align(right)[№ #box(width: 36mm, stroke: (bottom: 0.6pt), height: 5mm)])
#text(9pt, fill: {GREY})[{page.say(form.purpose)}]
{personal}
{parts}
#v(4mm)
{page.end()}
""",
        web,
        cache,
    )
    return made


class _Page:
    """What is written, in one language with the other beside it."""

    def __init__(self, language: str) -> None:
        self._zh = language == "zh"

    def say(self, text: Text) -> str:
        return escaped(text.zh if self._zh else text.en)

    def other(self, text: Text) -> str:
        return escaped(text.en if self._zh else text.zh)

    def part(self, part: FormPart) -> str:
        title = ""
        if part.title is not None:
            box = f"{BOX} " if part.ticked else ""
            other = f"#text(8.5pt, fill: {GREY})[{self.other(part.title)}]"
            title = f"#v(2mm)\n{box}#text({BOLD})[{self.say(part.title)}] {other}\n"
        if not part.blanks:
            return title
        rows = ",\n".join(self.row(blank) for blank in part.blanks)
        return f"{title}#table(columns: (46mm, 1fr), {RULED}, align: horizon,\n{rows})\n"

    def row(self, blank: Blank) -> str:
        return f"[{self.label(blank)}], [{self.room(blank)}]"

    def label(self, blank: Blank) -> str:
        star = '#text(fill: rgb("#b3261e"))[\\*]' if blank.required else ""
        hint = f"\\ #text(7.5pt, fill: {GREY})[{self.say(blank.hint)}]" if blank.hint else ""
        return f"{self.say(blank.label)}{star} #text(8pt, fill: {GREY})[{self.other(blank.label)}]{hint}"

    def room(self, blank: Blank) -> str:
        """Where the hand writes."""
        if blank.kind is FieldKind.TABLE:
            return self.table(blank.columns)
        if blank.choices or blank.kind is FieldKind.YES_NO:
            return self.ticks(blank.choices or (Text("yes", "是"), Text("no", "否")), several=blank.several)
        if blank.kind is FieldKind.DATE:
            parts = (Text("year", "年"), Text("month", "月"), Text("day", "日"))
            return f"#v({LINE_MM / 2}mm)" + "".join(f" #h(14mm) {self.say(part)}" for part in parts)
        return f"#v({LONG_MM if blank.kind is FieldKind.LONG_TEXT else LINE_MM}mm)"

    def ticks(self, choices: tuple[Text, ...], *, several: bool) -> str:
        boxes = " #h(3mm) ".join(f"#box[{BOX} {self.say(one)}]" for one in choices)
        note = Text("tick all that hold", "可多选") if several else Text("tick one", "单选")
        return f"{boxes} #h(1fr) #text(7.5pt, fill: {GREY})[{self.say(note)}]"

    def table(self, columns: tuple[Blank, ...]) -> str:
        heads = ", ".join(f"[#text(8pt)[{self.say(column.label)}]]" for column in columns)
        cells = ", ".join("[]" for _ in range(len(columns) * ROWS))
        return (
            f"#table(columns: (1fr,) * {len(columns)}, rows: (auto,) + ({ROW_MM}mm,) * {ROWS}, "
            f'stroke: 0.4pt + rgb("#aaaaaa"), inset: 3pt, {heads}, {cells})'
        )

    def end(self) -> str:
        cells = ", ".join(f"[#text(8.5pt)[{self.say(one)}] #v(5mm)]" for one in _END)
        return f"#table(columns: (1fr,) * 3, {RULED}, {cells})"
