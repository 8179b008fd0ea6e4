"""Options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[Path | None, typer.Option("--workspace", "-w", help="Folder of the city. 工作区目录")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. 输出 JSON")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides this. 操作人")]
WhyOption = Annotated[str, typer.Option("--why", help="Why. 理由")]
