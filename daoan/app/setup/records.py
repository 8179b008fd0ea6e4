"""The steps *roads*, *crashes* and *feeds*: what is read from files, by the importers that there are."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from daoan.app.dry_run import dry_run
from daoan.app.ingest import ingest, keep_layout, read_crashes
from daoan.app.roads import import_roads
from daoan.app.setup.answers import Unanswered
from daoan.app.setup.walk import TotalsDisagree, Walk
from daoan.app.workspace import Workspace
from daoan.edge.clock import Stopwatch
from daoan.edge.files import read_bytes
from daoan.jobs.setup.record import Fact
from daoan.jobs.setup.steps import FEEDS
from daoan.sense.feeds.register import FEED, register_table
from daoan.sense.feeds.register_columns import COLUMNS, DATUMS
from daoan.sense.feeds.register_layout import Layout, guess, with_columns
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.places import OSGB, WGS84

Do = Callable[[], Mapping[str, Fact]]
STRETCH_M = 200.0


def roads(way: Walk) -> Do:
    """Ask for the road file and read it."""
    workspace = way.city_there()
    before = way.given.get("counties", {}).get("file")
    path = Path(way.answer("file", Text("Road file (.osm.pbf, .gpkg, .parquet)", "路网文件"), _if_roads(before)))
    _require(path)
    given = way.given.get("roads", {})
    datum, stretch_m = given.get("datum"), float(given.get("stretch_m", STRETCH_M))

    def do() -> dict[str, Fact]:
        watch = Stopwatch()
        found = import_roads(workspace, path, datum, stretch_m, way.tell)
        seconds = max(watch.lap_seconds(), 1e-3)
        return {
            "stretches": found.segments, "length_km": round(found.length_km, 1), "links_read": found.links_read,
            "refused": found.refused, "seconds": round(seconds, 1), "rows_per_s": round(found.links_read / seconds),
        }  # fmt: skip

    return do


def crashes(way: Walk) -> Do:
    """Ask for the register, show what its columns seem to hold and what would come of it, then read it."""
    workspace = way.city_there()
    told = way.given_list(
        "files", Text("Register files (CSV, .xlsx), blanks between several", "事故台账文件，多个以空格分隔")
    )
    paths = [Path(one) for one in told]
    if not paths:
        raise Unanswered("no register was named · 未指定台账文件")
    for path in paths:
        _require(path)
    feed = way.answer(
        "feed", Text("Kind of file (register, stats19, leeds)", "数据源"), _feed_of(way, workspace, paths[0])
    )
    layout = _layout(way, workspace, paths[0]) if feed == FEED else None
    totals = way.given.get("crashes", {}).get("totals")
    if totals is None and way.ask is not None:
        totals = way.answer(
            "totals", Text("The city's own totals (CSV, .xlsx), or empty", "本市公布的合计表，可空"), ""
        )
    if totals:
        way.answered["totals"] = str(totals)
    tried = dry_run(workspace, feed, paths, Path(totals) if totals else None, way.tell, layout)
    way.show("dry_run", tried, workspace)
    agree = tried.totals is None or tried.totals.agrees
    question = Text("Store these crashes?", "写入这些事故？")
    if not agree:
        question = Text("The totals do not agree. Store all the same?", "与合计不一致，仍要写入？")
    if not way.agreed("accept_difference", question, default=agree):
        raise TotalsDisagree("the totals do not agree, nothing was written · 与合计不一致，未写入")

    def do() -> dict[str, Fact]:
        watch = Stopwatch()
        if layout is not None:
            keep_layout(workspace, layout)
        receipts = ingest(workspace, feed, paths, way.tell)
        read, seconds = sum(r.rows_read for r in receipts), max(watch.lap_seconds(), 1e-3)
        facts: dict[str, Fact] = {
            "rows_read": read, "rows_refused": sum(r.rows_refused for r in receipts),
            "crashes": workspace.store.count_crashes(workspace.now), "seconds": round(seconds, 1),
            "rows_per_s": round(read / seconds),
        }  # fmt: skip
        if tried.totals is not None:
            facts["totals"] = len(tried.totals.lines)
            facts["totals_agree"] = sum(line.agrees for line in tried.totals.lines)
        return facts

    return do


def feeds(way: Walk) -> Do:
    """Ask for traffic counts and for the live feeds that are wanted."""
    workspace = way.city_there()
    counts = [
        Path(one) for one in way.given_list("counts", Text("Traffic counts (AADF CSV), or empty", "交通量文件，可空"))
    ]
    names = ", ".join(f"{key} ({name.en} {name.zh})" for key, (name, _) in FEEDS.items())
    wanted = way.given_list("on", Text(f"Live feeds wanted: {names}; or empty", "要接入的实时数据源，可空"))
    strange = [one for one in wanted if one not in FEEDS]
    if strange:
        raise InputError(f"there is no live feed {strange[0]!r:.40}; choose from {', '.join(FEEDS)} · 没有该数据源")
    for path in counts:
        _require(path)

    def do() -> dict[str, Fact]:
        receipts = ingest(workspace, "aadf", counts, way.tell) if counts else []
        for key in wanted:
            name, how = FEEDS[key]
            way.say(Text(f"  {name.en}: {how}", name.zh))
        return {"counts": sum(r.records for r in receipts), "wanted": len(wanted)}

    return do


def _layout(way: Walk, workspace: Workspace, path: Path) -> Layout:
    """What the columns hold: guessed, shown, and put right by whoever looks at it."""
    table = register_table(read_bytes(path), path.name)
    layout = with_columns(guess(table), way.given_names("columns"), table)
    order = way.given.get("crashes", {}).get("order")
    layout = replace(layout, order=str(order)) if order else layout
    while True:
        way.show("layout", (layout, table), workspace)
        missing = [c for c in COLUMNS if c.needed and c.field not in layout.columns]
        if way.ask is None:
            if missing:
                names = ", ".join(f"{c.field} {c.heading}" for c in missing)
                raise InputError(f"{path.name}: no column seems to hold {names}; name it under columns · 请指定列")
            break
        asked = Text("Right? Enter, or heading=field to put it right", "正确请回车，否则输入 列名=字段")
        said = way.ask(asked, "")
        if not said.strip() and not missing:
            break
        heading, _, what = said.partition("=")
        try:
            layout = with_columns(layout, {heading.strip(): what.strip()} if said.strip() else {}, table)
        except InputError as problem:
            way.say(Text(str(problem), ""))
            continue
        way.answered["columns"] = {**way.given_names("columns"), heading.strip(): what.strip()}
        way.given.setdefault("crashes", {})["columns"] = way.answered["columns"]
    return _with_datum(way, workspace, layout)


def _with_datum(way: Walk, workspace: Workspace, layout: Layout) -> Layout:
    if "lon" not in layout.columns or "datum" in layout.columns:
        return layout
    default = None if workspace.city.country == "CN" else WGS84
    question = Text(f"Reference system of its coordinates ({', '.join(DATUMS)}, {OSGB})", "坐标系")
    datum = way.answer("datum", question, default)
    if datum not in (*DATUMS, *DATUMS.values(), OSGB):
        raise InputError(f"{datum!r:.40} is no reference system that is known · 坐标系不识别")
    return replace(layout, datum=next((n for n, system in DATUMS.items() if system == datum), datum))


def _feed_of(way: Walk, workspace: Workspace, path: Path) -> str:
    """The feed whose layout a file has; a register where none knows it."""
    if "feed" in way.given.get("crashes", {}):
        return str(way.given["crashes"]["feed"])
    files = [(path.name, read_bytes(path))]
    for feed in ("stats19", "leeds"):
        try:
            (batch,) = read_crashes(workspace, feed, files)
        except InputError:
            continue
        if batch.records:
            return feed
    return FEED


def _if_roads(path: object) -> str | None:
    return str(path) if path and str(path).endswith((".osm.pbf", ".osm", ".pbf")) else None


def _require(path: Path) -> None:
    if not path.is_file():
        raise InputError(f"{path} does not exist · 文件不存在")
