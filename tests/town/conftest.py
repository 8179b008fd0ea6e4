"""One town with planted spots and the same one without, built once for all tests of this folder."""

import pytest

from daoan.town.build import Town, build_town, town_of
from daoan.town.course import known_course


@pytest.fixture(scope="session")
def town() -> Town:
    return town_of(known_course(7, False, 8))


@pytest.fixture(scope="session")
def null_town() -> Town:
    return build_town(seed=7, null=True)
