"""How many people a crash killed or hurt, from whatever its source recorded."""

from daoan.terms.records import Crash


def people_hurt(crash: Crash) -> int:
    """Killed and injured; the people listed where the source lists them, else its counts."""
    if crash.parties:
        return len(crash.parties)
    dead = crash.deaths_30d if crash.deaths_30d is not None else crash.deaths_7d
    by_degree = (crash.serious or 0) + (crash.slight or 0)
    return (dead or 0) + max(crash.injured or 0, by_degree)
