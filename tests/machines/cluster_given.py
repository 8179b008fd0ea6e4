"""Three nodes of JetStream on this machine, each a process that can be killed and started again."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
BESIDE = 2000  # routes above clients


def find_server() -> str | None:
    """The server's program: beside this Python, or on the path."""
    beside = Path(sys.executable).parent / "nats-server"
    return str(beside) if beside.exists() else shutil.which("nats-server")


class Cluster:
    """Nodes by name, ``node-1`` to ``node-3``."""

    def __init__(self, folder: Path) -> None:
        ports = free_ports(3)
        hosts = [f"127.0.0.1:{port}" for port in ports]
        script = [sys.executable, str(ROOT / "scripts" / "jetstream.py"), str(folder), *hosts, "--routes", str(BESIDE)]
        subprocess.run(script, check=True, capture_output=True)
        self.folder = folder
        self.servers = [f"nats://{host}" for host in hosts]
        self.password = (folder / "password").read_text().strip()
        self.nodes: dict[str, subprocess.Popen[bytes]] = {}
        for number in (1, 2, 3):
            self.start(f"node-{number}")

    def start(self, name: str) -> None:
        program = find_server()
        assert program is not None
        log = (self.folder / f"{name}.log").open("ab")
        self.nodes[name] = subprocess.Popen([program, "-c", str(self.folder / f"{name}.conf")], stdout=log, stderr=log)
        log.close()

    def kill(self, name: str) -> None:
        """As the loss of a machine: no farewell."""
        self.nodes[name].kill()
        self.nodes[name].wait()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Nodes that are gone afterwards."""
    made = Cluster(folder)
    try:
        yield made
    finally:
        for name in made.nodes:
            made.kill(name)


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on, nor on those for routes beside them."""
    found: list[int] = []
    while len(found) < number:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            if port + BESIDE > 65_535 or port in found:
                continue
            try:
                other.bind(("127.0.0.1", port + BESIDE))
            except OSError:
                continue
            found.append(port)
    return found
