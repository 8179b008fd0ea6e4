"""The warden's phone page for a day without a network, in Chromium: nothing lost, nothing doubled, conflicts shown."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from daoan.terms.roles import Role

from .advice_given import SHELF, TAKE, line_to
from .committee_given import committee_server, visitors
from .conftest import PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("advice")]
WARDENS = (("wang", "north", Role.WARDEN), ("li", "north", Role.WARDEN))


@pytest.fixture(scope="module")
def kept() -> dict:
    return {}


@pytest.fixture(scope="module")
def served(tmp_path_factory, kept):
    from daoan.app.clocks import workroom_of
    from daoan.jobs.registers import Writing, register_of, write_entry
    from daoan.terms.records.people import Actor

    def prepare(workspace) -> None:
        room = workroom_of(workspace)
        keeper = Actor("setup", "city", frozenset({Role.COMMANDER}))
        values = {
            "code": "QD001", "name": "西村口劝导站", "village": "V1", "state": "open", "unit": "north",
            "lon": -1.55, "lat": 53.8,
        }  # fmt: skip
        asked = Writing(values, "north")
        assert write_entry(room, keeper, register_of(room, "advice_station"), asked, workspace.now).version == 1
        kept["workspace"] = workspace

    with (
        committee_server(tmp_path_factory.mktemp("advice") / "ws", prepare, more_people=WARDENS) as (base, cookies),
        line_to(base) as line,
    ):
        kept["line"] = line
        yield line.base, cookies


@pytest.fixture
def phones(browser, served, kept):
    kept["line"].mend()
    with visitors(browser, *served) as start:
        yield start


def opened(visit):
    """The page of a warden, ready to work without a network."""
    page = visit.go("/advice")
    page.get_by_test_id("take").wait_for()
    page.wait_for_function("async () => (await caches.keys()).some((k) => k.startsWith('shell-'))")
    page.evaluate("navigator.serviceWorker.ready")
    return page


def sent(page) -> None:
    """Have the phone notice that there is a network, and wait until it sent and read all."""
    sync = page.get_by_test_id("sync")
    before = sync.get_attribute("data-rounds")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    words = "[data-testid=sync][data-state=idle][data-waits='0']"
    page.locator(f"{words}:not([data-rounds='{before}'])").wait_for(timeout=30_000)


def test_a_day_without_a_network_on_two_phones_loses_nothing(phones, kept) -> None:
    from daoan.app.subject_key import subject_key
    from daoan.edge.sealed import TextSealer

    line, store = kept["line"], kept["workspace"].store
    a, b = phones("wang", "zh", PHONE), phones("li", "zh", PHONE)
    one, two = opened(a), opened(b)
    one.evaluate(TAKE, ["van", "overfull_van", "got_off", 7])
    sent(one)
    sent(two)
    two.locator("[data-testid=kept]").first.wait_for()
    shared = two.locator("[data-testid=kept]").first.get_attribute("data-record")

    line.cut()
    began = datetime.now(UTC) - timedelta(hours=10)
    one, two = a.go("/advice"), b.go("/advice")  # opened anew with nobody there to answer
    for page, shade in ((one, 1000), (two, 2000)):
        page.get_by_test_id("take").wait_for()
        for k in range(25):
            page.clock.set_fixed_time(began + timedelta(minutes=24 * k))
            page.evaluate(
                TAKE, [("van", "tractor")[k % 2], ("overfull_van", "carries_people")[k % 2], "got_off", shade + k]
            )
        page.locator(f"[data-record='{shared}'] button").click()
        for _ in range(3 if page is one else 5):
            page.get_by_label("加一人").click()
        page.get_by_test_id("save").click()
        words = "[data-testid=sync][data-state=no-network][data-waits='51']"  # 26 versions and 25 photos
        page.locator(words).wait_for()
    hashes = {p["sha256"] for page in (one, two) for p in page.evaluate(SHELF, "photos")}
    assert len(hashes) == 50

    # The line comes back, and the first answer is lost though the server did its work; then the tab is killed.
    for page in (one, two):
        page.clock.set_fixed_time(datetime.now(UTC))
    line.swallow = 1
    line.mend()
    one.evaluate("window.dispatchEvent(new Event('online'))")
    for _ in range(400):
        if store.count_advice() > 1:
            break
        one.wait_for_timeout(25)
    assert (line.swallow, store.count_advice() > 1) == (0, True), "it came, and the answer was lost"
    one.close()
    a = Visit(a.page.context.new_page(), a.base, a.errors)
    a.page.on("pageerror", lambda e: a.errors.append(str(e)))
    one = a.go("/advice")
    sent(one)
    sent(two)
    sent(one)

    assert store.count_advice() == 51
    records = store.page_advice(limit=100).rows
    versions = [v for r in records for v in store.list_advice_versions(r.record_id)]
    assert len(versions) == 53
    came = [line.note.detail for line in store.list_audit(limit=10_000) if line.note.action == "advice.keep"]
    assert sorted(came) == sorted(v.version_id for v in versions), "each was kept once"
    for device in {v.device_id for v in versions}:
        own = sorted((v for v in versions if v.device_id == device), key=lambda v: came.index(v.version_id))
        assert [v.seq for v in own] == list(range(1, len(own) + 1)), "in order, without a gap"
    assert [r.record_id for r in records if r.conflict] == [shared]
    sealer = TextSealer(subject_key(kept["workspace"]))
    arrived = {sha: r.record_id for r in records for sha in r.current.photos}
    assert hashes <= set(arrived)
    for sha, record_id in arrived.items():
        content = sealer.open_bytes(store.read_advice_photo(record_id, sha))
        assert hashlib.sha256(content).hexdigest() == sha
    spread = sorted(r.begun_at for r in records)[:50]
    assert spread[-1] - spread[0] > timedelta(hours=9), "over the day, as they happened"
    for page in (one, two):
        sides = page.get_by_test_id("conflict").locator("[data-version]")
        sides.first.wait_for()
        assert sides.count() == 2
        assert "3 人" in page.get_by_test_id("conflict").inner_text()
        assert "5 人" in page.get_by_test_id("conflict").inner_text()
        for name in ("outbox", "photos"):
            assert page.evaluate(SHELF, name) == []
    one.get_by_test_id("conflict").get_by_role("button", name="以此为准").first.click()
    one.get_by_test_id("conflict").wait_for(state="detached")
    sent(two)
    two.get_by_test_id("conflict").wait_for(state="detached")
    assert len(store.list_advice_versions(shared)) == 4
    assert a.errors + b.errors == []


def test_a_session_that_ends_keeps_what_was_taken_and_nobody_else_sees_it(phones, served, kept) -> None:
    line, store = kept["line"], kept["workspace"].store
    here = phones("wang", "zh", PHONE)
    page = opened(here)
    before = store.count_advice()
    line.cut()
    page.evaluate(TAKE, ["ebike", "no_helmet", "put_right", 5])
    cookies = {c["name"]: c["value"] for c in page.context.cookies()}
    page.context.clear_cookies()
    line.mend()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("[data-testid=sync][data-state=sign-in]").wait_for()
    assert page.get_by_test_id("sync").get_attribute("data-waits") == "2"
    page.evaluate(TAKE, ["van", "no_belt", "drove_on", 6])  # and goes on

    base, others = served
    page.context.add_cookies([{"name": "daoan_session", "value": others["li"], "url": base}])
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("[data-testid=sync][data-state=other-person]").wait_for()
    page = here.go("/advice")
    page.get_by_test_id("others").wait_for()
    assert page.get_by_test_id("others").inner_text().count("2") == 1
    assert page.get_by_test_id("waiting").count() == 0
    sent(page)
    assert store.count_advice() == before, "nothing of another's was sent"

    page.context.add_cookies([{"name": "daoan_session", "value": cookies["daoan_session"], "url": base}])
    page = here.go("/advice")
    sent(page)
    assert store.count_advice() == before + 2


def test_whoever_signs_out_without_a_network_is_signed_out_and_leaves_nothing_to_read(phones, kept) -> None:
    line = kept["line"]
    here = phones("li", "zh", PHONE)
    page = opened(here)
    page.locator("[data-testid=kept]").first.wait_for()
    line.cut()
    page.evaluate(TAKE, ["van", "no_belt", "drove_on", 8])
    page.get_by_test_id("user").click()
    with page.expect_navigation():
        page.get_by_test_id("sign-out").click()
    page.get_by_label("口令").wait_for()
    assert page.evaluate(SHELF, "records") == []
    assert len(page.evaluate(SHELF, "outbox")) == 1, "what was taken waits for them"
    line.mend()
    page.reload()
    page.get_by_label("口令").wait_for()
    assert page.evaluate("fetch('/api/v1/session').then((r) => r.status)") == 401


def test_the_worker_keeps_no_answer_of_the_api(phones) -> None:
    page = opened(phones("wang", "en", PHONE))
    urls = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)))).flat()""")
    assert "/" in urls
    assert any(u.startswith("/assets/AdvicePage") for u in urls)
    assert [u for u in urls if u.startswith("/api/")] == []
    found = page.request.get(page.url.replace("/advice", "/manifest.webmanifest")).json()
    assert found["start_url"] == "/advice"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_nothing_runs_over_the_edge_and_a_record_takes_four_taps(phones, lang: str) -> None:
    here = phones("wang", lang, PHONE)
    page = opened(here)
    sent(page)  # what others recorded is here before it is counted
    before = len(page.evaluate(SHELF, "records"))
    taps = 0
    for name, code in (("vehicles", "van"), ("behaviours", "overfull_van"), ("outcomes", "put_right")):
        page.get_by_test_id(name).locator(f"[data-code={code}]").click()
        taps += 1
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.get_by_test_id("save").click()
    assert taps + 1 == 4
    page.get_by_test_id("saved").wait_for()
    sent(page)
    assert len(page.evaluate(SHELF, "records")) == before + 1
    for path in ("/advice/ledger", "/advice/figures", "/advice/duty"):
        page = here.go(path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
    assert here.errors == []
