"""A store of before learns to search titles by what everybody may see of them."""

from pathlib import Path

from sqlalchemy import create_engine, text

from daoan.store.migrations.versions.m0008_holds import down_revision
from daoan.store.open import open_store
from daoan.store.work_protocol import MatterFilter
from tests.store.work_given import SEALER, begin, matter


def test_titles_are_folded_anew_when_an_older_store_is_opened(tmp_path: Path) -> None:
    place = tmp_path / "old.sqlite"
    store = open_store(place, SEALER)
    begin(store, matter("m1", title="Call 13812345678"), matter("m2", title="Dangerous BEND"))
    store.close()
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        advice = ("advice_records", "advice_versions", "advice_photos", "advice_parts", "advice_presence")
        later = (
            *advice,
            "exchange_acts",
            "exchange_bundles",
            "exchange_copies",
            "company_months",
            "company_ratings",
            "roster",
            "deployments",
            "units_now",
            "unit_positions",
            "outside_hits",
            "browsers",
            "legal_holds",
        )
        for table in (*later, "purge_log", "look_up_requests"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE matters SET title_folded = 'call 13812345678' WHERE matter_id = 'm1'"))
        connection.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": down_revision})
    engine.dispose()
    store = open_store(place, SEALER)

    def found(words: str) -> list[str]:
        return [m.matter_id for m in store.page_matters(MatterFilter(text=words)).rows]

    assert found("1381234") == []
    assert found("138****") == ["m1"]
    assert found("bend") == ["m2"]
    store.close()
