"""``daoan passes …``: read files of passes, let devices send them, try refused ones again, give devices accounts."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.column_names import read_names
from daoan.cli.nightly import nightly
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, out, progress
from daoan.cli.sharing import ask, peer, share, shares
from daoan.cli.vehicles import vehicles
from daoan.cli.workspace import config_of, opened

passes = typer.Typer(no_args_is_help=True, help="Vehicle passes: import, serve, retry, vehicles, nightly, share. 过车")
passes.command()(vehicles)
passes.command()(nightly)
passes.command()(shares)
passes.command()(share)
passes.command()(ask)
passes.command()(peer)
SitesOption = Annotated[
    Path | None,
    typer.Option("--sites", help="CSV of further sites and codes: site, heading, also, directions. 点位补充表"),
]


@passes.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help=".csv, .parquet or .arrow. 过车文件")],
    sites: SitesOption = None,
    names: Annotated[Path | None, typer.Option(help="JSON: own column name to upload name. 列名对照")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a file of passes, let the engine see them; what cannot be used is told with code and row. 导入过车"""
    from daoan.app.pass_engine import city_passes

    with opened(workspace) as found, progress() as bar, city_passes(found, sites) as city:
        imported = city.take_file(file, read_names(names), bar)
        city.catch_up(bar)
        heard = dict(city.told)
    told = {
        "file": imported.file,
        "rows_read": imported.rows_read,
        "passes": imported.passes,
        "clock_ahead": imported.ahead,
        "refused": dict(imported.refused),
        "unknown_sites": dict(imported.unknown_sites.most_common()),
        "alerts_raised": heard.get("alerts_raised", 0),
        "alerts_stale": heard.get("alerts_stale", 0),
        "first_refused": [{"row": one.row, "code": one.code, "site": one.site} for one in imported.shown],
    }
    answer(told, as_json, lambda: _draw(imported))


@passes.command()
def serve(
    sites: SitesOption = None,
    port: Annotated[int, typer.Option(help="Port. 端口")] = 8140,
    host: Annotated[str, typer.Option(help="Address that devices reach. 监听地址")] = "127.0.0.1",
    kafka: Annotated[Path | None, typer.Option(help="TOML of a Kafka that is read besides. Kafka 配置")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Take passes in from devices (GA/T 1400, Arrow) and Kafka, raise what they give reason to. 接收过车并研判"""
    from daoan.app.pass_engine import serve_city

    with opened(workspace) as found:
        out.print(f"passes 过车  [bold]http://{host}:{port}/VIID[/]   (Ctrl-C stops 退出)")
        serve_city(found, sites, host, port, kafka)


@passes.command()
def retry(sites: SitesOption = None, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Try refused passes again, after a site was registered; stop the server before. 重试退回的过车"""
    from daoan.app.pass_engine import city_passes
    from daoan.app.passes_retry import retry_passes

    with opened(workspace) as found, progress() as bar, city_passes(found, sites) as city:
        retried = retry_passes(found, city.seen.rows.book, bar)
        city.catch_up(bar)
    told = {
        "rows_read": retried.rows_read,
        "passes": retried.passes,
        "refused": dict(retried.refused),
        "unknown_sites": dict(retried.unknown_sites.most_common()),
    }
    answer(told, as_json, lambda: _draw_retried(retried))


@passes.command()
def account(
    name: Annotated[str, typer.Argument(help="Name that the device signs in with. 设备账号")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the account away. 删除")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Give a device an account; its password is shown once and not kept. 设备账号"""
    from daoan.app.passes import end_account, make_account

    config = config_of(workspace)
    if remove:
        end_account(config, name)
        done(f"{name}: removed 已删除")
        return
    done(f"{name}  {make_account(config, name)}  (shown once 仅显示一次)")


def _draw_retried(retried: Any) -> None:
    if not retried.rows_read:
        out.print("nothing new to try 没有可重试的过车")
        return
    out.print(
        f"tried 重试 {retried.rows_read:,}, passes 采用 {retried.passes:,}, "
        f"still refused 仍退回 {sum(retried.refused.values()):,}"
    )
    if retried.refused:
        counted(("why 原因", "rows 行数"), retried.refused.most_common())
    if retried.unknown_sites:
        counted(("unknown site 未登记点位", "rows 行数"), retried.unknown_sites.most_common(20))


def _draw(imported: Any) -> None:
    out.print(
        f"{escape(imported.file)}: read 读入 {imported.rows_read:,}, passes 采用 {imported.passes:,}, "
        f"clock ahead 时钟超前 {imported.ahead:,}, refused 退回 {sum(imported.refused.values()):,}"
    )
    if not imported.refused:
        return
    table = Table()
    for heading in ("why 原因", "rows 行数", "first 首例"):
        table.add_column(heading, overflow="fold")
    for code, rows in imported.refused.most_common():
        first = next((f"row {one.row} {one.site}" for one in imported.shown if one.code == code), "")
        table.add_row(code, f"{rows:,}", escape(first))
    out.print(table)
