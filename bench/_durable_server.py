"""The server of passes over a folder, with an engine that counts; ``python -m bench._durable_server FOLDER PORT``.

The stand-in engine writes the ids that it was handed nowhere: what was lost or doubled is read from the log.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import ROOT
from bench._durable_given import NAME, PASSWORD, SITES, ZONE
from daoan.app.passes import PACK, PassServer, serve_passes
from daoan.config import read_config
from daoan.edge.device_accounts import add_account
from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.pump import Content
from daoan.sense.passes.sites import site_book


def handle(_position: int, _content: Content) -> None:
    """Stands in for the engine."""


if __name__ == "__main__":
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    config = read_config({"workspace": folder})
    server = PassServer(
        config, read_rule_packs(ROOT / "rulepacks")[PACK], ZONE, site_book(SITES, [0] * len(SITES)), "127.0.0.1", port
    )
    if not server.accounts.exists():
        add_account(server.accounts, NAME, PASSWORD, datetime(2026, 1, 1, tzinfo=UTC))
    serve_passes(server, handle)
