"""People at work: the clocks of what they have to see to, what is due for supervision, and its letters."""

from pathlib import Path
from typing import Annotated

import typer

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, done, out
from daoan.cli.workspace import opened

work = typer.Typer(no_args_is_help=True, help="Letters of supervision. 督办文书")


def clocks(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Write every deadline that has passed into its matter's log; serve does so by itself. 逾期"""
    from daoan.app.clocks import clocks_of

    with opened(workspace) as found:
        ran = clocks_of(found)
    answer(ran, as_json, lambda: out.print(f"overdue 逾期 {ran.overdue:,}, told above 上报 {ran.climbed:,}"))


@work.command()
def letter(
    matter_id: Annotated[str, typer.Argument(help="Id of the case. 督办事项编号")],
    lang: Annotated[str, typer.Option(help="zh or en. 语言")] = "zh",
    to: Annotated[Path | None, typer.Option(help="File to write, .docx or .pdf. 输出文件")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """The letter of a case of supervision as docx or PDF. 督办文书"""
    from daoan.app.letters import letter_to_file

    with opened(workspace) as found:
        written = letter_to_file(found, matter_id, lang, to)
    done(written)


@work.command()
def mark(
    unit: Annotated[str, typer.Argument(help="Id of the unit. 单位编号")],
    words: Annotated[str, typer.Argument(help="What its numbers begin with; '' takes it away. 发文机关代字")],
    workspace: WorkspaceOption = None,
) -> None:
    """What the numbers of a unit's letters begin with. 发文机关代字"""
    from daoan.app.letters import set_mark

    with opened(workspace) as found:
        set_mark(found, unit, words)
    out.print(f"{unit}: {words or '–'}")
