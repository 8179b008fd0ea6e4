"""Whatever is done in whatever order, and wherever it is stopped: every act once inside, every order newest outside."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from daoan.jobs.exchange.reports import reports_under_way
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import DaoanError
from tests.api.advice_given import jpeg, put, send, stand, version
from tests.api.reports_given import PHONE, photo, sent
from tests.exchange.test_carrying import WORK, Stopped, act, order
from tests.exchange.test_reports_carried import code_of_a_village, door, outside
from tests.exchange.two_given import Two, one_application, two_at

#: Where a process may be stopped: behind each of these calls of a store, at one of the first times.
STOPS = st.tuples(
    st.sampled_from(["begin_carried", "put_carried", "keep_made", "keep_taken", "settle_copy", "keep_moves"]),
    st.integers(0, 3),
)
SIDES = st.sampled_from(["inside", "outside"])


class Anyhow(RuleBasedStateMachine):
    """Two networks and a careless courier."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.two: Two = two_at(self.folder)
        self.lent = one_application(self.two)
        self.lent.__enter__()
        stand(self.two.office(self.two.inside))
        self.nodes = [order(self.two)]
        self.files: dict[str, list[str]] = {"inside": [], "outside": []}
        self.said = 0
        self.accepted: dict[str, list[str]] = {}  # remarks that a phone was told of as kept, by person in order
        self.records: list[dict] = []
        self.photos: dict[str, bytes] = {}
        self.code = code_of_a_village(self.two)
        self.receipts: list[str] = []  # that villagers were given
        self.two.out()

    @rule()
    def issue(self) -> None:
        self.nodes.append(order(self.two))

    @rule(person=st.sampled_from(["north-lead", "north-vice"]), which=st.integers(0, 9), again=st.booleans())
    def remark_outside(self, person: str, which: int, again: bool) -> None:
        phone, node = self.two.phone(person), self.nodes[which % len(self.nodes)]
        found = phone.get(f"{WORK}/{node}")
        if found.status_code != 200:
            return  # it has not been carried yet
        self.said += 1
        body = {"note": f"remark {self.said}", "version": found.json()["matter"]["version"]}
        headers = {"Idempotency-Key": f"key-remark-{self.said}"}
        for _ in range(1 + again):
            assert phone.post(f"{WORK}/{node}/comments", json=body, headers=headers).status_code == 200
        self.accepted.setdefault(person, []).append(body["note"])

    @rule(which=st.integers(0, 9), event=st.sampled_from(["sign", "feed_back"]))
    def act_outside(self, which: int, event: str) -> None:
        node = self.nodes[which % len(self.nodes)]
        if self.two.phone("north-lead").get(f"{WORK}/{node}").status_code == 200:
            self.said += 1
            act(self.two, "north-lead", node, event, f"key-act-{self.said}", note="done", values={"result": "done"})

    @rule(which=st.integers(0, 9))
    def remark_inside(self, which: int) -> None:
        desk, node = self.two.desk("commander"), self.nodes[which % len(self.nodes)]
        seen = desk.get(f"{WORK}/{node}").json()["matter"]["version"]
        desk.post(f"{WORK}/{node}/comments", json={"note": "from the desk", "version": seen})

    @rule(photo=st.booleans())
    def advise(self, photo: bool) -> None:
        office = self.two.office(self.two.outside)
        name = len(self.records)
        content, sha = jpeg(40 + name, (16, 12))
        record = version(name, record=name, photos=[sha] if photo else [])
        assert send(office, record).json()["records"][0]["result"] == "new"
        if photo:
            assert put(office, record, content, sha).status_code == 200
            self.photos[record["record_id"]] = content
        self.records.append(record)

    @rule(again=st.booleans(), with_photo=st.booleans())
    def report_outside(self, again: bool, with_photo: bool) -> None:
        told = {"phone": PHONE} | ({"photo": photo()} if with_photo else {})
        name = len(self.receipts)
        for _ in range(1 + again):
            receipt = sent(outside(self.two), self.code, name, door(self.two), **told)
        self.receipts.append(receipt)

    @rule(which=st.integers(0, 9))
    def turn_down_inside(self, which: int) -> None:
        name = f"report-{self.receipts[which % len(self.receipts)]}" if self.receipts else ""
        desk = self.two.desk("north-town")
        found = desk.get(f"{WORK}/{name}")
        if name and found.status_code == 200:
            body = {"event": "turn_down", "version": found.json()["matter"]["version"], "values": {"reason": "other"}}
            desk.post(f"{WORK}/{name}/events", json=body | {"note": "mended already"})

    @rule(side=SIDES)
    def pack(self, side: str) -> None:
        self.files[side].append(self.two.pack(side).folder)

    @rule(side=SIDES, which=st.integers(0, 9))
    def take_any(self, side: str, which: int) -> None:
        """A file that comes, maybe again, maybe late, maybe never: an older one is refused and changes nothing."""
        files = self.files["outside" if side == "inside" else "inside"]
        if files:
            try:
                self.two.take(side, files[which % len(files)])
            except DaoanError:
                return

    @rule(side=SIDES, stop=STOPS, packs=st.booleans())
    def stopped(self, side: str, stop: tuple[str, int], packs: bool) -> None:
        """A process that is stopped behind a call of the store, while it packs or takes."""
        store = getattr(self.two, side).store
        name, after = stop
        done, calls = getattr(store, name), Counter()

        def stopping(*given, **named):
            answer = done(*given, **named)
            calls[name] += 1
            if calls[name] > after:
                raise Stopped
            return answer

        with patch.object(store, name, stopping):
            try:
                self.pack(side) if packs else self.take_any(side, -1)
            except Stopped:
                return

    @rule()
    def all_is_well_after_two_rounds(self) -> None:
        self.two.round()
        inside, away = self.two.inside.store, self.two.outside.store
        remarks = [(step.by, step.note) for _, step in inside.list_news(0, 500) if step.note.startswith("remark ")]
        assert len(remarks) == len(set(remarks))
        for person, notes in self.accepted.items():
            told = {note for by, note in remarks if by == person}
            assert told == set(notes)
            per_matter = Counter()
            for node in self.nodes:
                own = [s.note for s in inside.list_steps(node) if s.by == person and s.note.startswith("remark ")]
                assert own == sorted(own, key=lambda n: int(n.split()[1]))
                per_matter.update(own)
            assert per_matter == Counter(notes)
        for node in self.nodes:
            assert away.get_matter(node) == inside.get_matter(node)
            assert away.list_steps(node) == inside.list_steps(node)
        for record in self.records:
            assert inside.find_advice(record["record_id"]).versions == 1
        told = [one.matter_id for one in inside.page_matters(MatterFilter(kinds=("villager_report",)), limit=500).rows]
        assert sorted(told) == sorted(f"report-{receipt}" for receipt in self.receipts)
        for name in told:
            assert away.get_matter(name).state == inside.get_matter(name).state
            assert [f.sha256 for f in away.list_attachments(name)] == [f.sha256 for f in inside.list_attachments(name)]
            assert len(inside.list_attachments(name)) <= 1
        assert reports_under_way(away) == []
        assert away.list_copies(unsettled=True) == ()
        assert away.list_carried(("asked", "kept")) == ()

    def teardown(self) -> None:
        if hasattr(self, "two"):
            self.all_is_well_after_two_rounds()
            self.lent.__exit__(None, None, None)
            shutil.rmtree(self.folder, ignore_errors=True)


def test_whatever_is_done_in_whatever_order():
    profile = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Anyhow, settings=profile)
