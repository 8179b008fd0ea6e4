"""Working ahead: what pages would wait for is there before anybody asks, and one that fails keeps no other from it."""

import pytest

from daoan.api.ahead import looks_ahead
from daoan.app import ahead
from daoan.app.ahead import AheadKeeper
from tests.api.work_given import Office


def test_one_that_fails_keeps_no_other_from_being_done(office: Office, monkeypatch: pytest.MonkeyPatch):
    seen = []

    def fails() -> None:
        raise ValueError("a name")

    monkeypatch.setattr(ahead, "looks_ahead", lambda _: (lambda: seen.append("first"), fails, lambda: seen.append(2)))
    assert AheadKeeper(office.work).once("loop") == 3  # the drawing, and two
    assert seen == ["first", 2]


def test_a_city_without_anything_is_worked_ahead_too(office: Office):
    assert AheadKeeper(office.work).once("loop") == 1 + len(looks_ahead(office.work))  # the drawing, and every look
