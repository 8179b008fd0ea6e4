"""Brute force: each try is counted before it is judged, and too many in a row let the account rest.

Counted before, a hundred tries at once are a hundred tries; counted after, all hundred would see none before them.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from daoan.terms.records.people import Account
from daoan.terms.rulepacks import RulePack


def is_locked(account: Account, at: datetime) -> bool:
    """Whether the account rests at a moment."""
    return account.locked_until is not None and at < account.locked_until


def tried(account: Account, at: datetime, pack: RulePack) -> Account:
    """The account with one more try on it, resting where that makes too many. A rest that is over starts the count."""
    before = 0 if account.locked_until is not None and not is_locked(account, at) else account.failures
    failures = before + 1
    rests = failures >= int(pack.get("lockout.failures"))
    until = at + timedelta(minutes=int(pack.get("lockout.minutes"))) if rests else None
    return replace(account, failures=failures, locked_until=until, version=account.version + 1)


def untried(account: Account, before: Account) -> Account:
    """The account without that try: the password was right, the code is still to come."""
    return replace(account, failures=before.failures, locked_until=before.locked_until, version=account.version + 1)


def succeeded(account: Account) -> Account:
    """The account after a right try."""
    return replace(account, failures=0, locked_until=None, version=account.version + 1)
