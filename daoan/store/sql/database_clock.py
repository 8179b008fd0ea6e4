"""What time the database says it is."""

from datetime import datetime

from daoan.store.sql.engine import make_engine, reading


def read_database_time(address: str) -> datetime:
    """The database's moment, aware. ``address``: of PostgreSQL. Raises :class:`InputError` where it does not answer."""
    engine = make_engine(address)
    try:
        with reading(engine) as connection:
            found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
            return found
    finally:
        engine.dispose()
