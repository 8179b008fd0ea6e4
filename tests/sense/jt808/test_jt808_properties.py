"""What holds for all bytes: cuts do not matter, nothing is raised, nothing piles up; what is written is read back.

``DAOAN_FUZZ_S`` says how many seconds the long variant runs (60 if not set).
"""

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.sense.jt808.conversation import Conversation, Gate
from daoan.sense.jt808.fields import Blob, Digits, Moment, Number, Words
from daoan.sense.jt808.framing import MAX_FRAME_BYTES, FrameSplitter, escape, unescape, unwrap, wrap, xor_of
from daoan.sense.jt808.header import LONGEST_BODY, Header, write_frame, write_frames
from daoan.sense.jt808.layouts import Group, Many, Tagged, Where
from daoan.sense.jt808.message import KINDS, Message, read_frame, read_message
from daoan.sense.jt808.parts import MOST_OPEN, MOST_PARTS
from daoan.sense.jt808.position import list_positions
from daoan.sense.jt808.terminal import Report, Terminal
from daoan.terms.records.fleet import FrameRefusal
from tests.sense.jt808.given import FEED, NOW

GATE = Gate(lambda number: f"code-{number}", lambda number: True)
MOST_HELD = MAX_FRAME_BYTES + MOST_OPEN * MOST_PARTS * LONGEST_BODY
#: Bytes among which what matters to the framing is not rare.
WIRE = st.lists(
    st.one_of(st.binary(max_size=8), st.sampled_from([b"\x7e", b"\x7d", b"\x7d\x01", b"\x7d\x02", b"\x02\x00"])),
    max_size=60,
).map(b"".join)


def cut(data, places):
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@given(st.binary(max_size=2000))
def test_xor_is_that_of_a_loop(data):
    slow = 0
    for byte in data:
        slow ^= byte
    assert xor_of(data) == slow


@given(st.binary(min_size=12, max_size=300))
def test_escapes_come_back(plain):
    assert unescape(escape(plain)) == plain
    assert b"\x7e" not in escape(plain)
    assert unwrap(wrap(plain)[1:-1]) == plain


@given(WIRE, st.lists(st.integers(0, 10_000), max_size=12))
def test_cuts_do_not_matter(data, places):
    whole = FrameSplitter()
    cutter = FrameSplitter()
    assert [x for piece in cut(data, places) for x in cutter.feed(piece)] == whole.feed(data)


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6), st.lists(st.integers(0, 999), max_size=9))
def test_frames_after_rubbish_are_all_found(bodies, places):
    frames = [write_frame(Header(0x0002, "13900000001", n), body) for n, body in enumerate(bodies)]
    splitter = FrameSplitter()
    found = [x for piece in cut(b"rubbish" + b"".join(frames), places) for x in splitter.feed(piece)]
    assert isinstance(found[0], FrameRefusal)
    assert [b"\x7e" + x + b"\x7e" for x in found[1:]] == frames


def values_of(layout, edition):
    """Values that a layout can write, for Hypothesis."""

    @st.composite
    def draw_all(draw):
        found = {}
        for one in layout:
            if isinstance(one, Where) and not one.holds(edition, found):
                continue
            found[one.name] = draw(value_of(one.inner if isinstance(one, Where) else one, edition))
        return found

    return draw_all()


MOMENTS = st.integers(1, 3_000_000_000).map(
    lambda seconds: datetime(2000, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)
)
LETTERS = st.text(st.sampled_from("测试甘陇东abcXYZ0189-·"), max_size=6)


def value_of(one, edition):
    match one:
        case Number(_, size, signed):
            half = 1 << (8 * size - 1)
            return st.integers(-half, half - 1) if signed else st.integers(0, 2 * half - 1)
        case Digits(_, size):
            return st.text("0123456789", min_size=2 * size, max_size=2 * size)
        case Moment():
            return MOMENTS
        case Words(_, size):
            return LETTERS.map(lambda text: text[: size // 2] if size else text)
        case Blob(_, size):
            return st.binary(min_size=size, max_size=size or 20)
        case Many(_, _, layout) if len(layout) == 1:
            return st.lists(value_of(layout[0], edition), max_size=4)
        case Many(_, _, layout):
            return st.lists(values_of(layout, edition), max_size=4)
        case Group(_, layout):
            return values_of(layout, edition)
        case Tagged(_, _, kinds):
            return st.fixed_dictionaries({}, optional={key: item_of(layout, edition) for key, layout in kinds.items()})
    raise AssertionError(one)


def item_of(layout, edition):
    return value_of(layout[0], edition) if len(layout) == 1 else values_of(layout, edition)


@pytest.mark.parametrize("edition", [2013, 2019])
@pytest.mark.parametrize("message_id", sorted(KINDS), ids=lambda n: f"{n:04x}")
def test_what_is_written_is_read_back(message_id, edition):
    """Every table, in both editions."""

    @settings(max_examples=8, deadline=None)
    @given(values_of(KINDS[message_id].layout, edition))
    def check(values):
        terminal = Terminal("13900000001", is_2019=edition == 2019)
        body = b"".join(frame_bodies(terminal.write(message_id, values)))
        found = read_message(Header(message_id, "1", 1, edition == 2019), body)
        assert isinstance(found, Message), found
        assert {k: v for k, v in found.values.items() if v not in ("", b"", [], {})} == {
            k: v for k, v in values.items() if v not in ("", b"", [], {})
        }

    check()


def frame_bodies(frames):
    for sent in FrameSplitter().feed(frames):
        plain = unwrap(sent)
        in_parts, is_2019 = plain[2] & 0x20, plain[2] & 0x40
        yield plain[(17 if is_2019 else 12) + (4 if in_parts else 0) :]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=200), st.booleans())
def test_any_body_is_values_or_a_refusal(message_id, body, is_2019):
    found = read_frame(write_frame(Header(message_id, "13900000001", 1, is_2019), body))
    assert isinstance(found, Message | FrameRefusal)
    if isinstance(found, Message):
        list_positions(found, FEED, NOW)


def talk():
    """A conversation with a terminal that has signed in, so that what follows is read to the end."""
    platform, terminal = Conversation(FEED, GATE), Terminal("13900000001")
    platform.hear(terminal.sign_in("code-13900000001"), NOW)
    return platform, terminal


@settings(max_examples=300, deadline=None)
@given(WIRE, st.lists(st.integers(0, 10_000), max_size=12))
def test_any_bytes_are_heard_without_a_word(data, places):
    platform, _ = talk()
    for piece in cut(data, places):
        platform.hear(piece, NOW)
    platform.tick(NOW)
    assert platform.held_bytes <= MOST_HELD


def damaged(chance, frames):
    """Frames with some bytes changed, taken away, doubled; or a checksum put right over nonsense."""
    data = bytearray(frames)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(data) or 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes((chance.randrange(256),))
            case 1:
                del data[at : at + chance.randrange(1, 9)]
            case 2:
                data[at:at] = data[at : at + chance.randrange(1, 30)]
            case 3:
                data[at:at] = chance.choice([b"\x7e", b"\x7d", b"\x7e\x7e", b"\x7d\x02"])
    return bytes(data)


def nonsense(chance, terminal):
    """Something that a line may carry."""
    match chance.randrange(5):
        case 0:
            return chance.randbytes(chance.randrange(3_000))
        case 1:
            return damaged(chance, terminal.report(Report(NOW, chance.uniform(-180, 180), chance.uniform(-90, 90))))
        case 2:  # any message, any body, a right checksum
            header = Header(chance.choice(sorted(KINDS)), "13900000001".zfill(20), chance.randrange(1 << 16), True)
            return write_frame(header, chance.randbytes(chance.randrange(300)))
        case 3:  # parts that never become whole, and some that do
            header = Header(0x0704, "13900000001".zfill(20), chance.randrange(1 << 16), True)
            frames = write_frames(header, chance.randbytes(chance.randrange(6_000)))
            return b"".join(chance.sample(frames, chance.randrange(len(frames) + 1)))
        case _:
            return wrap(chance.randbytes(chance.randrange(12, 60)))


def fuzz(seconds, seed):
    """Nonsense in arbitrary cuts, for so long; how many bytes were heard."""
    chance = random.Random(seed)
    end, heard_bytes, lines = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        platform, terminal = talk()
        lines += 1
        for _ in range(200):
            data = nonsense(chance, terminal)
            for piece in cut(data, [chance.randrange(5_000) for _ in range(chance.randrange(4))]):
                began = time.monotonic()
                platform.hear(piece, NOW)
                assert time.monotonic() - began < 5, "hearing a few kilobytes took seconds"
                heard_bytes += len(piece)
            assert platform.held_bytes <= MOST_HELD
        reported = terminal.sign_in("code-13900000001") + terminal.report(Report(NOW, 107.64, 35.71))
        assert platform.hear(b"\x7e\x7e" + reported, NOW).positions, "a whole frame after nonsense was not heard"
    return heard_bytes, lines


def test_nonsense_for_two_seconds():
    heard_bytes, _ = fuzz(2, seed=808)
    assert heard_bytes > 10_000


@pytest.mark.slow
def test_nonsense_for_long():
    seconds = float(os.environ.get("DAOAN_FUZZ_S", "60"))
    heard_bytes, lines = fuzz(seconds, seed=time.time_ns())
    sys.stdout.write(f"{seconds:.0f} s: {heard_bytes:,} bytes on {lines:,} lines, nothing raised\n")
