"""A folder that holds a network, routes and a window of time, as SUMO's users keep them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.signals import Journey


@dataclass(frozen=True, slots=True)
class Scenario:
    """Files and window. ``begin_s``, ``end_s``: seconds of the day; who departs before ``begin_s`` does not count."""

    name: str
    network: Path
    routes: tuple[Path, ...]
    begin_s: int
    end_s: int
    additional: tuple[Path, ...] = ()


def read_scenario(folder: Path) -> Scenario:
    """What a folder holds: its ``.sumocfg``, where there is one, names files and window.

    A route file that the configuration names and that is not there is replaced by the only ``*.rou.xml`` of the
    folder. Raises :class:`FileUnreadable` where network or routes are missing or ambiguous, :class:`InputError` for a
    window that ends before it begins.
    """
    if not folder.is_dir():
        raise FileUnreadable(f"{folder} is not a folder; name the one that holds *.net.xml and *.rou.xml")
    said = _configuration(folder)
    network = _named(folder, said.get("net-file", ""), "*.net.xml")
    if len(network) != 1:
        raise FileUnreadable(f"{folder} must hold one *.net.xml, or a *.sumocfg that names it; it has {len(network)}")
    routes = _named(folder, said.get("route-files", ""), "*.rou.xml")
    if not routes:
        raise FileUnreadable(f"{folder} holds no *.rou.xml")
    try:
        begin, end = float(said.get("begin", 0)), float(said.get("end", 3600))
    except ValueError as problem:
        raise InputError(f"{folder}: begin and end must be seconds") from problem
    if not 0 <= begin < end:
        raise InputError(f"{folder}: the window from {begin:g} s to {end:g} s is empty")
    extra = tuple(p for p in _listed(folder, said.get("additional-files", "")) if p.exists())
    return Scenario(folder.name, network[0], routes, int(begin), int(end), extra)


def read_journeys(path: Path) -> Iterator[Journey]:
    """Edges of each vehicle of a file of routes that a simulation wrote."""
    for _, node in _nodes(path):
        if node.tag == "vehicle":
            route = (
                node.find("route") if node.find("route") is not None else node.find("routeDistribution/route[last()]")
            )
            if route is not None:
                yield Journey(tuple(route.get("edges", "").split()))
            node.clear()


def _nodes(path: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    try:
        yield from ElementTree.iterparse(path)
    except (ElementTree.ParseError, OSError) as problem:
        raise FileUnreadable(f"{path.name} cannot be read as XML: {problem}") from problem


def _configuration(folder: Path) -> dict[str, str]:
    files = sorted(folder.glob("*.sumocfg"))
    if not files:
        return {}
    return {node.tag: node.get("value", "") for _, node in _nodes(files[0]) if node.get("value") is not None}


def _listed(folder: Path, names: str) -> list[Path]:
    return [folder / name.strip() for name in names.split(",") if name.strip()]


def _named(folder: Path, names: str, pattern: str) -> tuple[Path, ...]:
    listed = _listed(folder, names)
    there = [path for path in listed if path.exists()]
    if listed and len(there) == len(listed):
        return tuple(there)
    return tuple(sorted(folder.glob(pattern)))
