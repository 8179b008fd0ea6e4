"""The first-run tour: offered once a person, walked by keys, skipped, begun again from the help."""

import pytest

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_it_is_walked_by_keys_and_does_not_come_twice(visit, leeds, size) -> None:
    for person_id in commanders_of(leeds):
        leeds.store.put_setting(f"toured:{person_id}", False)
    here = visit("zh", "dark", size, tour=True)
    page = here.go("/")
    card = page.get_by_test_id("tour")
    card.wait_for()
    assert "1/7" in card.inner_text()
    for n in range(2, 8):
        page.keyboard.press("Enter" if n % 2 else "ArrowRight")
        card.get_by_text(f"{n}/7").wait_for()
        here.settle()
    assert page.url.endswith("/help")
    page.get_by_test_id("next").click()
    card.wait_for(state="detached")
    assert here.go("/segments").get_by_test_id("tour").count() == 0
    here.go("/help").get_by_test_id("tour-again").click()
    card.wait_for()
    page.get_by_test_id("next").focus()
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    here.settle()  # that it was seen is on its way to the server, where the next visitor begins anew
    assert here.errors == []


def commanders_of(leeds) -> list[str]:
    """Every test process signs in as a commander of its own; which is whose is not told by the name."""
    return [p.person_id for p in leeds.store.list_people() if p.name == "Commander 指挥长"]
