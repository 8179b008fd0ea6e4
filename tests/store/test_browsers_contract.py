"""What every store keeps to for browsers that people asked to be told by."""

from dataclasses import replace

import pytest

from daoan.store.protocol import Store
from daoan.terms.errors import Fault
from daoan.terms.records.browsers import Browser
from tests.store.store_given import day
from tests.store.work_given import note, require_unbroken


def browser(browser_id: str = "b1", **changes) -> Browser:
    address, point, secret = f"https://push.example.org/{browser_id}", b"\x04\xff" * 32 + b"x", b"\x00" * 16
    return replace(Browser(browser_id, "p1", "值班室", address, point, secret, "1-a", day(1)), **changes)


def test_browsers_come_back_as_kept_oldest_first(sealed: Store):
    later, other = browser("b0", added_at=day(2)), browser("b9", person_id="p2")
    for given in (later, browser(), other):
        sealed.save_browser(given, note("browser.add"))
    assert sealed.list_browsers("p1") == (browser(), later)
    assert sealed.list_browsers() == (browser(), other, later)
    assert sealed.list_browsers("p3") == ()
    assert sealed.find_browser("b0") == later
    assert sealed.find_browser("b") is None
    assert require_unbroken(sealed) == 3


def test_a_browser_is_its_last_owners(sealed: Store):
    sealed.save_browser(browser(), note())
    mine = browser(person_id="p2", added_at=day(3), name="Mine")
    sealed.save_browser(mine, note())
    assert (sealed.list_browsers("p1"), sealed.list_browsers("p2")) == ((), (mine,))


def test_when_it_was_used_is_kept_without_a_line_in_the_log(sealed: Store):
    sealed.save_browser(browser(), note())
    sealed.touch_browser("b1", day(5))
    sealed.touch_browser("gone", day(5))
    assert sealed.list_browsers() == (browser(last_used_at=day(5)),)
    assert require_unbroken(sealed) == 1
    with pytest.raises(Fault):
        sealed.touch_browser("b1", day(5).replace(tzinfo=None))


def test_removed_ones_are_gone_with_one_line_and_none_with_none(sealed: Store):
    for name in ("b1", "b2", "b3"):
        sealed.save_browser(browser(name), note())
    assert sealed.remove_browsers(["b1", "b3", "b8"], note("browser.remove")) == 2
    assert sealed.list_browsers() == (browser("b2"),)
    assert require_unbroken(sealed) == 4
    assert sealed.remove_browsers(["b1"], note()) == sealed.remove_browsers([], note()) == 0
    assert require_unbroken(sealed) == 4


CALLS = {
    "save_browser": lambda s, n: s.save_browser(browser("b2"), n),
    "remove_browsers": lambda s, n: s.remove_browsers(["b1"], n),
}


@pytest.mark.parametrize("name", CALLS)
def test_without_its_line_in_the_audit_nothing_is_done(sealed: Store, name: str):
    sealed.save_browser(browser(), note())
    with pytest.raises(Fault):
        CALLS[name](sealed, replace(note(), detail="\0"))
    assert sealed.list_browsers() == (browser(),)
    CALLS[name](sealed, note())
    assert sealed.list_browsers() != (browser(),)


def test_neither_address_nor_keys_show_where_a_browser_is_printed():
    assert "push.example" not in repr(browser())
    assert "secret" not in repr(browser())
