"""The steps of setting up a city, in order: what each is, and the command or page that does it."""

from dataclasses import dataclass

from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``does``: what it will do; ``command``: what does it alone; ``page``: of the console, "" for none;
    ``needs``: steps without which it cannot be done."""

    key: str
    title: Text
    does: Text
    command: str
    page: str = ""
    needs: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step(
        "city",
        Text("City", "城市"),
        Text("Name the city, its clock and its country.", "填写城市名称、时区和国家。"),
        "daoan init --from city",
    ),
    Step(
        "counties",
        Text("Counties", "县区"),
        Text(
            "Take counties and their outlines from a file of boundaries, from the road file, or from a box.",
            "从边界文件、路网文件或矩形范围读取县区及边界。",
        ),
        "daoan init --from counties",
        "/counties",
        ("city",),
    ),
    Step(
        "roads",
        Text("Roads", "路网"),
        Text("Read the roads and cut them into stretches.", "读取路网并划分为路段。"),
        "daoan roads FILE.osm.pbf",
        "/segments",
        ("counties",),
    ),
    Step(
        "crashes",
        Text("Crash register", "事故台账"),
        Text(
            "Read the register without writing, hold it against the city's totals, then store it.",
            "先试读台账并与公布合计核对，再写入。",
        ),
        "daoan ingest register FILE.csv",
        "/quality",
        ("counties",),
    ),
    Step(
        "people",
        Text("First accounts", "首批账号"),
        Text(
            "Make an account that manages people and one that commands; one person may not hold both duties.",
            "建立系统管理员和指挥中心账号；两项职责不得由同一账号兼任。",
        ),
        "daoan people add LOGIN --name NAME --role commander --unit city",
        "/people",
        ("counties",),
    ),
    Step(
        "packs",
        Text("Rule packs", "规则包"),
        Text("Choose the region whose rules apply.", "选择适用的地区规则。"),
        "daoan init --from packs",
        "/help",
        ("counties",),
    ),
    Step(
        "feeds",
        Text("Feeds", "数据源"),
        Text(
            "Read traffic counts, if there are any, and note which live feeds are wanted.",
            "读取交通量，登记要接入的实时数据源。",
        ),
        "daoan ingest aadf COUNTS.csv",
        "/quality",
        ("counties",),
    ),
    Step(
        "loop",
        Text("First turn of the loop", "首轮闭环"),
        Text(
            "Estimate risk on every stretch, find black spots, raise the first alerts.",
            "估计各路段风险，识别事故多发点段，生成首批预警。",
        ),
        "daoan loop",
        "/",
        ("roads", "crashes"),
    ),
)  # fmt: skip
KEYS = tuple(step.key for step in STEPS)

#: Live feeds that may be wanted: what each is called and what opens it.
FEEDS: dict[str, tuple[Text, str]] = {
    "passes": (Text("checkpoint passes (GA/T 1400, CSV)", "卡口过车（GA/T 1400、CSV）"), "daoan passes --help"),
    "positions": (Text("positions of fleets (JT/T 808, 809)", "车辆定位（JT/T 808、809）"), "daoan terminals"),
    "devices": (Text("field equipment", "外场设备"), "docs/how-to/registers.md"),
    "messages": (Text("mail and text messages", "邮件和短信"), "docs/how-to/messages.md"),
    "reports": (Text("villagers' reports", "群众报告"), "DAOAN_REPORTS=on"),
}
