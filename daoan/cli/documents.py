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


papers = typer.Typer(help="Documents from records: write, list, template, check. 公文")


@papers.command("list")
def list_kinds(workspace: WorkspaceOption = None) -> None:
    """Kinds of documents and what each can be about now. 可编制的公文"""
    from daoan.app.documents import subjects_of

    with opened(workspace) as found:
        for kind, subjects in subjects_of(found).items():
            out.print(f"{kind}: {', '.join(subjects[:6])}{' …' if len(subjects) > 6 else ''}")


@papers.command("write")
def write_one(
    kind: Annotated[str, typer.Argument(help="daily, weekly, monthly, annual, commendation, dossier, study. 种类")],
    subject: Annotated[str, typer.Argument(help="What it is about; the latest where empty. 对象")] = "",
    lang: Annotated[str, typer.Option(help="zh or en. 语言")] = "zh",
    to: Annotated[Path | None, typer.Option(help="File to write: .docx, .pdf, .json (trace). 输出文件")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a document onto disk. 编制公文"""
    from daoan.app.documents import write_kind

    with opened(workspace) as found:
        written = write_kind(found, kind, subject, lang, to)
    done(written)


@papers.command("template")
def template_out(
    to: Annotated[Path, typer.Argument(help="File to write, .docx. 输出文件")] = Path("template.docx"),
    lang: Annotated[str, typer.Option(help="zh or en. 语言")] = "zh",
    workspace: WorkspaceOption = None,
) -> None:
    """The template that ships, to be edited in Word. 公文模板"""
    from daoan.app.documents import template_to

    with opened(workspace) as found:
        template_to(found, lang, to)
    done(to)


@papers.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A .docx. 文件", exists=True, dir_okay=False)],
    workspace: WorkspaceOption = None,
) -> None:
    """Measure a .docx against GB/T 9704-2012. 版式检查"""
    from daoan.app.documents import layout_findings

    with opened(workspace) as found:
        findings = layout_findings(found, file)
    for one in findings:
        out.print(f"{one.clause} {one.message.zh} · {one.message.en}")
    if findings:
        raise typer.Exit(EXIT_FAULT)
    out.print("GB/T 9704-2012: ok")
