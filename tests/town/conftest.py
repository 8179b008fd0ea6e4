"""One town with planted spots and the same one without, built once for all tests of this folder."""

import pytest

from daoan.town.build import Town, build_town


@pytest.fixture(scope="session")
def town() -> Town:
    return build_town(seed=7)


@pytest.fixture(scope="session")
def null_town() -> Town:
    return build_town(seed=7, null=True)
