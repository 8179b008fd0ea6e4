"""SUMO's netconvert: one network file into another, and into plain tables of nodes, edges and connections."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from daoan.edge.sumo.places import Sumo
from daoan.edge.sumo.running import MOST_S, MOST_SAID
from daoan.terms.errors import FileUnreadable, InputError

PLAIN = ("nod", "edg", "con")
KEEP_PLACE = ("--offset.disable-normalization",)


def netconvert(sumo: Sumo, told: Sequence[str], name: str) -> str:
    """Run it; answers what it warned of. Raises :class:`InputError` with its own words where it fails."""
    try:
        answer = subprocess.run(
            [str(sumo.program("netconvert")), *told, "--xml-validation", "never"], env=sumo.environment,
            capture_output=True, text=True, timeout=MOST_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise InputError(f"{name}: netconvert took longer than {MOST_S:g} s") from problem
    if answer.returncode != 0:
        raise InputError(f"{name}: netconvert stopped: {answer.stderr.strip()[-MOST_SAID:]}")
    return answer.stderr


def to_plain(sumo: Sumo, network: Path, folder: Path) -> dict[str, ElementTree.Element]:
    """Nodes, edges and connections of a network, by the ends of their files' names."""
    netconvert(sumo, ["-s", str(network), "--plain-output-prefix", str(folder / "plain")], network.name)
    return {name: read_xml(folder / f"plain.{name}.xml") for name in PLAIN}


def from_plain(
    sumo: Sumo, plain: dict[str, ElementTree.Element], folder: Path, to: Path, more: Sequence[str] = KEEP_PLACE
) -> str:
    """A network out of such tables; lights get programmes of netconvert's, to be replaced. Answers its warnings."""
    files = {name: folder / f"changed.{name}.xml" for name in plain}
    for name, root in plain.items():
        ElementTree.ElementTree(root).write(files[name], encoding="utf-8", xml_declaration=True)
    told = ["-n", str(files["nod"]), "-e", str(files["edg"]), "-o", str(to), *more]
    if "con" in files:
        told += ["-x", str(files["con"])]
    return netconvert(sumo, told, to.name)


def read_xml(path: Path) -> ElementTree.Element:
    """The root of a file. Raises :class:`FileUnreadable` for what is no XML."""
    try:
        return ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as problem:
        raise FileUnreadable(f"{path.name} cannot be read as XML: {problem}") from problem
