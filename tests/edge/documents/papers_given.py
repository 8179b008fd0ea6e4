"""A document with every part, and the layout of the rule pack."""

from datetime import date
from pathlib import Path

from daoan.edge.documents.layout import Layout, read_layout
from daoan.edge.documents.press import Press
from daoan.terms.documents import Chart, Document, Figure, Passage, Place, Point, Section, Sketch, Source, Table
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "documents.toml").read_text(encoding="utf-8"), "documents")
LAYOUT: Layout = read_layout(PACK)
A = Text("A", "甲")
FROM = Source("/api/v1/alerts?limit=1", "/total", "Alert", "warning@1")


def figure(shown: str, value: float) -> Figure:
    return Figure(Text(shown, shown), value, FROM)


def paper(**more) -> Document:
    table = Table(Text("List", "清单"), (A, A), ((A, figure("7", 7)),))
    item = Passage(Text("{n} of {m}", "{m}中{n}"), {"n": figure("3", 3), "m": figure("12", 12)}, lead=A)
    chart = Chart("ranges", A, A, (Point(A, 2, 1, 3, "red"), Point(A, None)), FROM, 1.5, A)
    road = ((107.0, 36.0), (107.1, 36.1))
    sketch = Sketch(A, (), (road,), (road,), (Place(107.05, 36.05, "1"),), FROM)
    given = {
        "issuer": Text("City police", "庆阳市公安局交警支队"), "number": Text("c/S/2025/1", "庆交警督〔2025〕1号"),
        "title": Text("Letter: late at N", "关于北大队逾期未办事项及其他多项问题的督办函"),
        "pieces": (Text("Letter:", "关于北大队"), Text("late", "逾期未办事项及其他多项问题"), Text("at N", "的督办函")),
        "to": Text("North", "北大队"), "opening": (Text("o", "经核查"),),
        "sections": (
            Section(Text("About", "督办事项"), (item, Passage(A, lead=A)), (table,)),
            Section(Text("Pictures", "图"), (A,), (), (chart,), (sketch,)),
        ),
        "closing": Text("", "特此函告。"), "signed": Text("City police", "庆阳市公安局交警支队"),
        "dated": date(2025, 12, 9), "copies": Text("____", "____"), "annexes": (table,),
    }  # fmt: skip
    return Document(**(given | more))


def press(tmp_path: Path) -> Press:
    return Press(LAYOUT, ROOT / "daoan" / "web", tmp_path)
