"""Which addresses of the network may be called: public ones, and those that the settings allow.

A name that anybody may set must not lead a call of ours to a machine behind the firewall, to the clouds' metadata or to
ourselves; also not by a spelling that hides an IPv4 address inside an IPv6 one.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence

from daoan.terms.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: Turns a host's name and a port into addresses; raises ``OSError`` where there are none.
Resolve = Callable[[str, int], Sequence[str]]

#: Public by number, but machines of a cloud that tell secrets to whoever calls from inside.
_METADATA = ("168.63.129.16", "169.254.169.254", "100.100.100.200", "fd00:ec2::254")
METADATA = frozenset(map(ipaddress.ip_address, _METADATA))
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def resolve_host(host: str, port: int) -> list[str]:
    """Addresses of a host, as the system tells them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


def read_networks(words: str) -> tuple[Network, ...]:
    """Networks such as "10.20.0.0/16, ::1". Raises :class:`InputError` for anything else."""
    try:
        return tuple(ipaddress.ip_network(word.strip()) for word in words.split(",") if word.strip())
    except ValueError as problem:
        raise InputError(f"{words!r:.80} is no list of networks, as 10.20.0.0/16, 127.0.0.1: {problem}") from None


def is_callable(address: str, allowed: Sequence[Network]) -> bool:
    """Whether an address may be called: it and every address hidden in it is public or allowed."""
    return all(_is_public(one) or any(one in net for net in allowed) for one in _faces(address))


def is_named(address: str, allowed: Sequence[Network]) -> bool:
    """Whether an address, and every one hidden in it, lies in a network that the settings name."""
    return all(any(one in net for net in allowed) for one in _faces(address))


def is_loopback(address: str) -> bool:
    """Whether an address is this machine itself."""
    return all(one.is_loopback for one in _faces(address))


def _faces(address: str) -> Iterator[Address]:
    """The addresses that are reached by one: itself, or the IPv4 address it stands for."""
    whole = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(whole, ipaddress.IPv4Address):
        yield whole
    elif whole.ipv4_mapped is not None:
        yield whole.ipv4_mapped
    else:
        yield whole
        if whole.sixtofour is not None:
            yield whole.sixtofour
        if whole.teredo is not None:
            yield from whole.teredo
        if any(whole in net for net in _NAT64) or (whole in _COMPATIBLE and int(whole) > 1):
            yield ipaddress.IPv4Address(int(whole) & 0xFFFFFFFF)


def _is_public(address: Address) -> bool:
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not odd and not site_local and address not in METADATA
