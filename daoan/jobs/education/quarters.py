"""The quarters that a group's own risk is told of."""

from datetime import datetime

from daoan.terms.times import local_midnight, utc_to_local


def risk_window(as_of: datetime, zone: str, years: int) -> tuple[datetime, datetime]:
    """So many years that end with the last local quarter that is over (UTC)."""
    day = utc_to_local(as_of, zone).date()
    last = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return local_midnight(last.replace(year=last.year - years), zone), local_midnight(last, zone)
