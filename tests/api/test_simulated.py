"""What leaves a simulated city says so."""

import csv
import io

from daoan.api.answers import SIMULATED, csv_of
from daoan.terms.estimates import Share


def rows_of(simulated: bool) -> tuple[str, list[dict[str, str]]]:
    answer = csv_of([Share(1, 2), Share(3, 4)], "shares", simulated=simulated)
    text = bytes(answer.body).decode("utf-8-sig")
    return answer.headers["content-disposition"], list(csv.DictReader(io.StringIO(text)))


def test_each_row_and_the_file_name_say_simulated() -> None:
    name, rows = rows_of(simulated=True)
    assert "simulated-shares.csv" in name
    assert [row["simulated"] for row in rows] == [SIMULATED, SIMULATED]


def test_a_real_city_says_nothing_of_it() -> None:
    name, rows = rows_of(simulated=False)
    assert "simulated" not in name
    assert "simulated" not in rows[0]
