"""Closing a refusal: only into one of two states, and only by somebody who says why."""

from daoan.terms.errors import InputError

CLOSED_STATES = ("replayed", "dismissed")


def require_closing(state: str, by: str, why: str) -> None:
    """Raises :class:`InputError` unless the state is a closed one and somebody stands for it with a reason."""
    if state not in CLOSED_STATES:
        raise InputError(f"a refusal becomes {' or '.join(CLOSED_STATES)}, not {state!r}")
    if "\0" in by + why:
        raise InputError("a NUL character has no place in a name or a reason")
    if not by.strip() or not why.strip():
        raise InputError("say who closes this refusal, and why")
