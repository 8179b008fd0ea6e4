"""The command line: ``daoan …``.

Every command takes ``--workspace``; those that answer with data take ``--json`` and then print one JSON document on
standard output and nothing else. Exit codes: 0 done, 1 a fault of ours, 2 wrong use, 3 input that cannot be used,
4 nothing there under that name, 5 the balance of ``check`` does not hold, the clock is
not right, or what was restored differs from its backup.

In flow words; out flow calls of :mod:`daoan.app` and what they answer, printed. Start at :data:`COMMANDS`: one file
holds a family of them. What is heavy is imported by the command that needs it, so that ``--help`` comes at once.
"""

import sys

import typer
from rich.markup import escape

from daoan.cli.advice import advice
from daoan.cli.audit import audit
from daoan.cli.backup import backup, drill, restore, upgrade
from daoan.cli.city import demo, loop, roads, serve
from daoan.cli.clock import clock
from daoan.cli.companies import companies
from daoan.cli.deployment import deployment
from daoan.cli.deployments import deployments
from daoan.cli.documents import bulletin, docs, papers, template
from daoan.cli.exchange import exchange
from daoan.cli.exits import EXIT_FAULT, EXIT_INPUT, EXIT_NOT_FOUND
from daoan.cli.findings import clusters, counties, outlook, surges
from daoan.cli.keep import keep
from daoan.cli.messages import messages
from daoan.cli.open_data import open_data
from daoan.cli.operations import operations
from daoan.cli.passes import passes
from daoan.cli.people import people
from daoan.cli.printing import err
from daoan.cli.proofs import ledger, power, scorecard, studies
from daoan.cli.publicity import publicity
from daoan.cli.records import check, correct, ingest, refusals, replay
from daoan.cli.rural import rural
from daoan.cli.setup import init
from daoan.cli.signals import signals
from daoan.cli.terminals import positions, terminals
from daoan.cli.work import clocks, work
from daoan.terms.errors import DaoanError, Fault, NotFound

#: Every command, in the order that ``--help`` lists them.
COMMANDS = (
    init,
    demo,
    ingest,
    roads,
    loop,
    serve,
    terminals,
    clocks,
    backup,
    restore,
    drill,
    upgrade,
    check,
    clock,
    surges,
    refusals,
    replay,
    correct,
    scorecard,
    outlook,
    ledger,
    studies,
    power,
    clusters,
    counties,
    bulletin,
    template,
    docs,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="道安 Daoan: road-safety operations for a city and its counties.",
    rich_markup_mode="rich",
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(audit, name="audit")
app.add_typer(keep, name="keep")
app.add_typer(people, name="people")
app.add_typer(messages, name="messages")
app.add_typer(positions, name="positions")
app.add_typer(work, name="work")
app.add_typer(exchange, name="exchange")
app.add_typer(papers, name="documents")
app.add_typer(open_data, name="open-data")
app.add_typer(operations, name="operations")
app.add_typer(advice, name="advice")
app.add_typer(companies, name="companies")
app.add_typer(rural, name="rural")
app.add_typer(publicity, name="publicity")
app.add_typer(passes, name="passes")
app.add_typer(signals, name="signals")
app.add_typer(deployment, name="deployment")
app.add_typer(deployments, name="deployments")


def main() -> None:
    """Run the command line; errors that a person can act on are one line, not a traceback."""
    try:
        sys.exit(app(standalone_mode=False))  # a command that left with typer.Exit comes back as its code
    except typer.Abort:
        err.print("stopped 已停止")
        sys.exit(130)
    except NotFound as problem:
        _complain(problem, EXIT_NOT_FOUND)
    except Fault as problem:
        _complain(problem, EXIT_FAULT)
    except DaoanError as problem:
        _complain(problem, EXIT_INPUT)
    except Exception as problem:
        if hasattr(problem, "show") and hasattr(problem, "exit_code"):  # wrong use, as the parser of arguments says it
            problem.show()
            sys.exit(problem.exit_code)
        raise


def _complain(problem: Exception, code: int) -> None:
    err.print(f"[red]✗[/] {escape(str(problem))}", soft_wrap=True, highlight=False)
    sys.exit(code)
