"""One town with planted spots, the same one without, and its traffic, built once for all tests of this folder."""

import pytest

from daoan.town.build import Town, build_town, town_of
from daoan.town.course import known_course
from daoan.town.traffic.build import Traffic, build_traffic


@pytest.fixture(scope="session")
def town() -> Town:
    return town_of(known_course(7, False, 8))


@pytest.fixture(scope="session")
def null_town() -> Town:
    return build_town(seed=7, null=True)


@pytest.fixture(scope="session")
def traffic(town: Town) -> Traffic:
    """A tenth of the vehicles, so as many of what is planted, at all sites."""
    return build_traffic(town, seed=3, scale=0.1)
