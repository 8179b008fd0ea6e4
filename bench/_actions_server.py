"""The server of the benchmark of actions, in a process of its own: ``python -m bench._actions_server PLACE PORT``."""

import sys
from pathlib import Path

from bench import ROOT
from bench._actions_city import CITY
from daoan.api.desk import Desk
from daoan.api.server import create_app
from daoan.edge.files import read_rule_packs
from daoan.store.open import open_store
from daoan.terms.audit import Sealer

SEALER = Sealer("bench", b"b" * 32)


def main(place: str, port: int) -> None:
    """Serve a store until killed."""
    import uvicorn

    store = open_store(place, SEALER)
    desk = Desk(store, CITY, read_rule_packs(ROOT / "rulepacks"), web=ROOT / "daoan" / "web", cache=Path())
    # Users think for up to 4.5 s: kept connections must outlive that, else closing one races with its next request.
    uvicorn.run(
        create_app(desk), host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_keep_alive=30
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
