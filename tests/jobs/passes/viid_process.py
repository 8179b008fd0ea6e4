"""A server of passes in a process of its own: ``python viid_process.py FOLDER PORT``; killed by the test beside it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from daoan.app.passes import PACK, PassServer, serve_passes
from daoan.config import ROOT, read_config
from daoan.edge.device_accounts import add_account
from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.pump import Pump
from daoan.sense.passes.sites import site_book

if __name__ == "__main__":
    config = read_config({"workspace": Path(sys.argv[1])})
    book = site_book(("621000000001", "621000000002"), (0, -1))
    server = PassServer(
        config, read_rule_packs(ROOT / "rulepacks")[PACK], "Asia/Shanghai", book, "127.0.0.1", int(sys.argv[2])
    )
    if not server.accounts.exists():
        add_account(server.accounts, "cam", "secret", datetime(2026, 1, 1, tzinfo=UTC))
    serve_passes(server, Pump(lambda _position, _content: None))
