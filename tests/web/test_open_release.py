"""Releasing open data in Chromium: looked at, released by somebody, withdrawn with a reason; no button for others."""

import pytest

from daoan.terms.estimates import Text
from daoan.terms.roles import Role

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("documents")]
PEOPLE = (
    ("commander", "city", Role.COMMANDER),
    ("keeper", "city", Role.ADMINISTRATOR),
    ("reader", "city", Role.VISITOR),
)
LICENCE = Text("CC BY 4.0", "知识共享署名 4.0")


class Opened:
    """A server whose settings can be changed while it runs."""

    gate = None

    def settle(self, *, on: bool = True, licence: Text = LICENCE) -> None:
        from dataclasses import replace

        self.gate.entrances = replace(self.gate.entrances, open_data=on, licence=licence)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    from daoan.api.workdesk import WorkDesk
    from tests.store.store_given import batch, crash, day, network, turn

    opened = Opened()

    def prepare(workspace) -> None:
        at = day(300)
        workspace.store.save_network(network(), at)
        told = [crash(f"a{n}", happened=float(n)) for n in range(12)]
        workspace.store.receive_crashes(batch(*told, crash("alone", happened=3.0, lon=-1.9, lat=53.6)), at)
        workspace.store.save_turn(turn(as_of=at))

    def work_of(desk, workspace) -> WorkDesk:
        opened.gate = desk.gate
        return WorkDesk(desk, workspace.clock)

    folder = tmp_path_factory.mktemp("opened") / "ws"
    with committee_server(folder, prepare, more_people=PEOPLE, work_of=work_of) as (base, cookies):
        yield opened, base, cookies


@pytest.fixture
def desk_of(browser, served):
    opened, base, cookies = served
    opened.settle()
    with visitors(browser, base, cookies) as start:
        yield start


def card_of(visit):
    page = visit.go("/quality")
    return page.get_by_test_id("open-data")


def test_without_a_licence_it_is_said_and_nothing_can_be_released(desk_of, served) -> None:
    served[0].settle(on=False, licence=Text("", ""))
    for lang, shut in (("en", "the door is shut"), ("zh", "尚未开通")):
        card = card_of(desk_of("commander", lang))
        assert shut in card.inner_text()
        assert "DAOAN_OPEN_DATA_LICENCE" in card.get_by_test_id("obstacle").inner_text()
        card.get_by_test_id("look").click()
        assert card.get_by_test_id("release").is_disabled()


def test_it_is_looked_at_released_read_by_anybody_and_withdrawn(desk_of) -> None:
    visit = desk_of("commander")
    card = card_of(visit)
    assert "anybody may download" in card.inner_text()
    assert "none yet" in card.inner_text()
    card.get_by_test_id("look").click()
    crashes = card.locator("[data-testid=draft] [data-set=crashes]")
    crashes.wait_for()
    assert crashes.locator("td").all_inner_texts()[1:] == ["13", "12", "1", "1", "0"]
    assert "fewer than 5 crashes were alike" in crashes.inner_text()
    card.get_by_test_id("release").click()
    card.get_by_test_id("sure").click()
    card.get_by_role("status").filter(has_text="Release 1 is out").wait_for()
    card.get_by_text("Release 1 ·").wait_for()
    card.get_by_test_id("look").click()
    card.get_by_text("Release 1 tells just this already").wait_for()
    assert card.get_by_test_id("release").count() == 0
    assert visit.page.request.get(f"{visit.base}/api/v1/open/1/crashes.csv").ok
    card.locator("[data-testid=releases] summary").click()
    card.get_by_role("button", name="Withdraw").click()
    form = card.get_by_test_id("withdraw")
    assert form.get_by_role("button", name="Withdraw").is_disabled(), "a reason is asked for, in both languages"
    form.get_by_label("Why, in English").fill("Wrong border")
    form.get_by_label("Why, in Chinese").fill("边界有误")
    form.get_by_role("button", name="Withdraw").click()
    card.get_by_role("status").filter(has_text="Release 1 is withdrawn").wait_for()
    assert visit.page.request.get(f"{visit.base}/api/v1/open/1/crashes.csv").status == 404
    assert visit.errors == []
    told = card_of(desk_of("commander", "zh", PHONE))
    told.locator("[data-testid=releases] summary").click()
    assert "已撤回：边界有误" in told.inner_text()
    assert told.get_by_role("button", name="撤回").count() == 0


def test_who_sets_up_sees_it_without_a_button_and_a_reader_not_at_all(desk_of) -> None:
    card = card_of(desk_of("keeper"))
    assert "supervises in the topmost unit" in card.inner_text()
    assert card.get_by_test_id("look").count() == 0
    assert card_of(desk_of("reader")).count() == 0
