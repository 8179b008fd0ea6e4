"""What is printed: answers on standard output, progress and complaints on standard error."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from daoan.terms.estimates import Share, Text

out, err = Console(), Console(stderr=True)


class Bar:
    """Draws progress on standard error; quiet where nobody watches."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)
        self._what = ""

    def __call__(self, what: Text, done: int = 0, of: int = 0) -> None:
        words = escape(f"{what.en} · {what.zh}")
        if not self._progress.console.is_terminal and words != self._what:
            self._progress.console.print(f"→ {words}")
        self._what = words
        self._progress.update(self._task, description=words, completed=done, total=of or None)


@contextmanager
def progress() -> Iterator[Bar]:
    """A bar for as long as the work takes."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield Bar(bar)


def answer(value: object, as_json: bool, draw: Callable[[], None]) -> None:
    """Print a result for a machine or for a person."""
    if as_json:
        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    else:
        draw()


def counted(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table; numbers with their thousands apart."""
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else escape(str(cell)) for cell in row))
    out.print(table)


def percent(share: Share) -> str:
    """ "40.6 % (8,260 of 20,346)"."""
    return "—" if share.value is None else f"{share.value * 100:.1f} % ({share.part:,.0f} of {share.whole:,.0f})"


def done(what: object) -> None:
    """One line that says what was made; never broken, so that it can be copied."""
    out.print(f"[green]✓[/] {escape(str(what))}", soft_wrap=True, highlight=False)
