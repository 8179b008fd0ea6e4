"""A small city that reads a Kafka besides its devices: ``python -m tests.machines.kafka_city FOLDER PORT PLAN``.

Kafka is never told how far it is, as if every kill came just before that.
"""

import sys
from pathlib import Path

from daoan.app.pass_engine import serve_city
from daoan.app.workspace import open_workspace
from daoan.config import read_config
from daoan.edge.device_accounts import add_account
from tests.app.passes_city import NOW

if __name__ == "__main__":
    from daoan.edge.kafka import KafkaReader

    KafkaReader.commit = lambda _self, _places: True
    served = open_workspace(read_config({"workspace": Path(sys.argv[1])}, {}))
    accounts = served.config.keys / "viid-accounts.json"
    if not accounts.exists():
        add_account(accounts, "cam", "secret", NOW)
    serve_city(served, None, "127.0.0.1", int(sys.argv[2]), Path(sys.argv[3]))
    served.close()
