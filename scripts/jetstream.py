"""Configurations of a JetStream cluster: ``python scripts/jetstream.py FOLDER HOST HOST HOST``.

One file a node, ``node-1.conf`` and so on, and ``password`` for the intakes and engines that connect. Each goes with
the password to its machine and is started there as ``nats-server -c node-1.conf``. ``HOST`` may name a port for
clients, ``HOST:PORT``; the port for the other nodes is ``--routes`` above it. ``--tls FOLDER`` names where each node
finds ``cert.pem``, ``key.pem`` and ``ca.pem``: without it plates travel readable, which only suits one machine.
"""

import argparse
import os
import secrets
from pathlib import Path

#: Every write is on the disk of a majority before it is acknowledged. The server's own default syncs every two minutes.
NODE = """\
server_name: node-{number}
listen: {host}:{port}
max_payload: 8MB
authorization {{ user: daoan, password: {password} }}
jetstream {{
  store_dir: "{store}"
  max_memory_store: 64MB
  sync_interval: always
}}
cluster {{
  name: daoan
  listen: {host}:{route}
  authorization {{ user: route, password: {password} }}
  routes: [{routes}]
{cluster_tls}}}
{tls}"""
TLS = 'tls {{ cert_file: "{0}/cert.pem", key_file: "{0}/key.pem", ca_file: "{0}/ca.pem"{1} }}\n'


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("hosts", nargs="+", help="HOST or HOST:PORT, an odd number of them")
    parser.add_argument("--routes", type=int, default=2000, help="what is added to a port for the other nodes")
    parser.add_argument("--store", help="where a node keeps its records; beside the configuration if left out")
    parser.add_argument("--tls", help="folder with cert.pem, key.pem and ca.pem on each node")
    asked = parser.parse_args()
    if len(asked.hosts) % 2 == 0:
        parser.error("an even number of nodes bears the loss of no more than one fewer; name an odd number")
    nodes = [(host, int(port or 4222)) for host, _, port in (one.partition(":") for one in asked.hosts)]
    asked.folder.mkdir(parents=True, exist_ok=True)
    password = secrets.token_hex(24)
    _write(asked.folder / "password", password + "\n")
    routes = ", ".join(f"nats://route:{password}@{host}:{port + asked.routes}" for host, port in nodes)
    for number, (host, port) in enumerate(nodes, 1):
        content = NODE.format(
            number=number, host=host, port=port, route=port + asked.routes, password=password, routes=routes,
            store=f"{asked.store or asked.folder.resolve()}/node-{number}",
            tls=TLS.format(asked.tls, "") if asked.tls else "",
            cluster_tls="  " + TLS.format(asked.tls, ", verify: true") if asked.tls else "",
        )  # fmt: skip
        _write(asked.folder / f"node-{number}.conf", content)
    print(f"{len(nodes)} nodes in {asked.folder}; {len(nodes) // 2} of them may be lost")


def _write(path: Path, content: str) -> None:
    """For the owner's eyes only, from the first byte."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)


if __name__ == "__main__":
    main()
