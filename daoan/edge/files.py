"""Files: bytes in from disk and onto it, with errors that a person can act on."""

from pathlib import Path

from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.rulepacks import RulePack, read_rule_pack

MAX_FILE_MB = 512


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises :class:`FileUnreadable` where it is missing, a folder, too large or not allowed."""
    try:
        if path.stat().st_size > MAX_FILE_MB * 1024 * 1024:
            raise FileUnreadable(f"{path} is larger than {MAX_FILE_MB} MB; split it by year or month")
        return path.read_bytes()
    except FileNotFoundError as problem:
        raise FileUnreadable(f"{path} does not exist") from problem
    except IsADirectoryError as problem:
        raise FileUnreadable(f"{path} is a folder; name a file in it") from problem
    except PermissionError as problem:
        raise FileUnreadable(f"{path} may not be read by this user") from problem
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror}") from problem


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, its folder too where there is none. Raises :class:`InputError` where it cannot be written there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as problem:
        raise InputError(f"{path} cannot be written: {problem.strerror}") from problem


def read_rule_packs(folder: Path) -> dict[str, RulePack]:
    """Every rule pack of a folder, by name (the file's name without its ending)."""
    packs = {}
    for path in sorted(folder.glob("*.toml")):
        packs[path.stem] = read_rule_pack(read_bytes(path).decode("utf-8"), path.stem)
    if not packs:
        raise FileUnreadable(f"{folder} holds no rule packs (*.toml)")
    return packs
