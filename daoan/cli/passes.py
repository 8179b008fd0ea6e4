"""``daoan passes …``: read files of passes, let devices send them, try refused ones again, give devices accounts."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.column_names import read_names
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, out, progress
from daoan.cli.vehicles import vehicles
from daoan.cli.workspace import config_of, opened

passes = typer.Typer(no_args_is_help=True, help="Vehicle passes: import, serve, retry, vehicles. 过车数据")
passes.command()(vehicles)
SitesOption = Annotated[Path, typer.Option("--sites", help="CSV: site, heading, also, directions. 点位表")]


@passes.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help=".csv, .parquet or .arrow. 过车文件")],
    sites: SitesOption,
    names: Annotated[Path | None, typer.Option(help="JSON: own column name to upload name. 列名对照")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a file of passes into the log; what cannot be used is told with code and row. 导入过车"""
    from daoan.app.passes import book_of, import_file, passes_log

    with opened(workspace) as found, progress() as bar, passes_log(found.config) as write:
        imported = import_file(found, file, book_of(sites), write, read_names(names), bar)
    told = {
        "file": imported.file,
        "rows_read": imported.rows_read,
        "passes": imported.passes,
        "clock_ahead": imported.ahead,
        "refused": dict(imported.refused),
        "unknown_sites": dict(imported.unknown_sites.most_common()),
        "first_refused": [{"row": one.row, "code": one.code, "site": one.site} for one in imported.shown],
    }
    answer(told, as_json, lambda: _draw(imported))


@passes.command()
def serve(
    sites: SitesOption,
    port: Annotated[int, typer.Option(help="Port. 端口")] = 8140,
    host: Annotated[str, typer.Option(help="Address that devices reach. 监听地址")] = "127.0.0.1",
    workspace: WorkspaceOption = None,
) -> None:
    """Take passes in from devices: GA/T 1400 and Arrow, over HTTP. 接收过车"""
    from daoan.app.passes import PACK, PassServer, book_of, serve_passes

    with opened(workspace) as found:
        server = PassServer(found.config, found.packs[PACK], found.city.zone, book_of(sites), host, port)
    out.print(f"passes 过车  [bold]http://{host}:{port}/VIID[/]   (Ctrl-C stops 退出)")
    serve_passes(server, lambda _frame: None)


@passes.command()
def retry(sites: SitesOption, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Try refused passes again, after a site was registered; stop the server before. 重试退回的过车"""
    from daoan.app.passes import book_of
    from daoan.app.passes_retry import retry_passes

    with opened(workspace) as found, progress() as bar:
        retried = retry_passes(found, book_of(sites), bar)
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
