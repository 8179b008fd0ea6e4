"""Settings that are changed with a line of the audit."""

from typing import Protocol

from daoan.store.setting_protocol import SettingStore
from daoan.store.work_protocol import AuditStore


class AuditedSettings(SettingStore, AuditStore, Protocol):
    """Where settings are kept, and who changed them."""
