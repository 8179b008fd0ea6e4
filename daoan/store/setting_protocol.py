"""What a store must do with small values that a workspace keeps beside its records."""

from typing import Protocol


class SettingStore(Protocol):
    """Settings of a workspace, by name."""

    def put_setting(self, name: str, value: object) -> None:
        """Keep a small JSON value under a name."""

    def find_setting(self, name: str) -> object | None:
        """The value under a name, or ``None``."""
