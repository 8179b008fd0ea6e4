"""Two networks for each test, and the hashes of passwords at no strength."""

import pytest

from tests.api.conftest import cheap_hashes as cheap_hashes
from tests.exchange.two_given import Two, one_application, two_at


@pytest.fixture
def two(tmp_path) -> Two:
    """Inside and outside, each over an empty store in memory but for the organisation inside."""
    made = two_at(tmp_path)
    with one_application(made):
        yield made
