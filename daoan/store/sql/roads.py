"""Road networks, each kept whole under its content hash."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from daoan.store import serial
from daoan.store.networks import hash_network, pack_network, unpack_network
from daoan.store.sql.bulk import next_seq
from daoan.store.sql.tables import network_saves, networks
from daoan.terms.errors import NotFound
from daoan.terms.frames import Network


def save(connection: Connection, network: Network, known_at: datetime) -> str:
    """Keep a network and make it the one in use."""
    network_id = hash_network(network)
    if connection.scalar(select(networks.c.network_id).where(networks.c.network_id == network_id)) is None:
        row = {
            "network_id": network_id,
            "source": network.source,
            "segments": len(network),
            "block": pack_network(network),
        }
        connection.execute(insert(networks), row)
    saving = {
        "seq": next_seq(connection, network_saves),
        "network_id": network_id,
        "known_at": serial.to_micros(known_at),
    }
    connection.execute(insert(network_saves), saving)
    return network_id


def get(connection: Connection, network_id: str | None) -> Network:
    """The network of that hash, or the one saved last."""
    if network_id is None:
        network_id = connection.scalar(select(network_saves.c.network_id).order_by(network_saves.c.seq.desc()).limit(1))
        if network_id is None:
            raise NotFound("no road network is stored yet")
    block = connection.scalar(select(networks.c.block).where(networks.c.network_id == network_id))
    if block is None:
        raise NotFound(f"no road network {network_id!r}")
    return unpack_network(block)
