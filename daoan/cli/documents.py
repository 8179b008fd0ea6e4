"""Documents: the bulletin, the empty register, and the references of the docs."""

from pathlib import Path
from typing import Annotated

import typer

from daoan.cli.exits import EXIT_FAULT
from daoan.cli.options import WorkspaceOption
from daoan.cli.printing import done, out
from daoan.cli.workspace import opened


def bulletin(
    period: Annotated[str, typer.Argument(help="Month, as 2019-12. 月份")],
    lang: Annotated[str, typer.Option(help="zh or en. 语言")] = "zh",
    to: Annotated[Path | None, typer.Option(help="File to write, .docx or .pdf. 输出文件")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """The monthly bulletin as docx or PDF. 月度通报"""
    from daoan.app.documents import write_bulletin

    with opened(workspace) as found:
        written = write_bulletin(found, period, lang, to)
    done(written)


def template(
    to: Annotated[Path, typer.Argument(help="File to write, .xlsx. 输出文件")] = Path("register.xlsx"),
) -> None:
    """An empty crash register with Chinese headings, to be filled and ingested. 事故登记表模板"""
    from daoan.app.ingest import write_template

    write_template(to)
    done(to)


def docs(
    check_only: Annotated[bool, typer.Option("--check", help="Only say whether they are stale. 只检查")] = False,
) -> None:
    """Write the generated references of docs/reference anew. 生成参考文档"""
    from daoan.app.references import write_references
    from daoan.cli import app

    stale = write_references(app, check_only=check_only)
    for path in stale:
        out.print(f"{'stale' if check_only else 'written'}: {path}")
    if check_only and stale:
        raise typer.Exit(EXIT_FAULT)
