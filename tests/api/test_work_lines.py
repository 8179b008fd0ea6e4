"""Lines from the shelf are the lines that a page would get without it, whatever moved in between."""

from dataclasses import replace
from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.act.workflow.registry import WORKFLOWS
from daoan.api.masked import MASKED, Eyes
from daoan.api.work_lines import LineShelf
from daoan.api.work_views import line_of
from daoan.terms.units import UnitTree

from ..store.work_given import matter
from .work_given import START, UNITS

TREES = [UnitTree(UNITS), UnitTree(UNITS[:1])]
TEXTS = ["plain", '"late":true', "call 13812345678", "甘M12345 停放", 'tail "late":1}', ""]


def changed(name: str, text: str, hours: int | None, closed: bool):
    due = None if hours is None else START + timedelta(hours=hours)
    given_ = replace(matter(name), title=text or "t", due_at=due, values={"text": text, '"late":': text})
    return replace(given_, closed_at=START if closed else None, holder="north")


acts = st.lists(
    st.tuples(
        st.sampled_from(["m1", "m2", "m3"]), st.sampled_from(TEXTS), st.none() | st.integers(-3, 3), st.booleans(),
        st.integers(-4, 4), st.sampled_from(TREES), st.booleans(),
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(acts)
def test_a_line_from_the_shelf_is_the_line_of_the_matter_as_it_is(given_acts) -> None:
    shelf = LineShelf(kept=2)
    for name, text, hours, closed, later, units, clear in given_acts:
        one, now = changed(name, text, hours, closed), START + timedelta(hours=later)
        eyes = Eyes({name: now}) if clear else MASKED
        shown = msgspec.json.encode(shelf.line(one, WORKFLOWS, units, now, eyes))
        assert shown == msgspec.json.encode(line_of(one, WORKFLOWS, units, now, eyes))
