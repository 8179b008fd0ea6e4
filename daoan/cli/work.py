"""People at work: the clocks of what they have to see to."""

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, out
from daoan.cli.workspace import opened


def clocks(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Write every deadline that has passed into its matter's log; serve does so by itself. 逾期"""
    from daoan.app.clocks import clocks_of

    with opened(workspace) as found:
        ran = clocks_of(found)
    answer(ran, as_json, lambda: out.print(f"overdue 逾期 {ran.overdue:,}, told above 上报 {ran.climbed:,}"))
