"""The carried file itself: signed, sealed, in parts; what is changed, missing, old or another's is refused whole."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from daoan.app.exchange_keys import make_keys, trust
from daoan.edge.exchange_keys import read_public
from daoan.terms.errors import Conflict, DaoanError, InputError, NotFound
from daoan.terms.records.exchanged import Side
from tests.exchange.test_carrying import act, order
from tests.exchange.two_given import PACKS, Two, workspace_at


def said_in_both(problem: pytest.ExceptionInfo) -> str:
    words = str(problem.value)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in words), words
    return words


def nothing_taken(two: Two) -> bool:
    store = two.outside.store
    return store.list_bundles("taken") == () and store.list_copies() == () and store.list_people() == ()


def test_any_byte_that_is_changed_is_noticed_and_nothing_is_taken(two: Two):
    order(two)
    folder = Path(two.pack("inside").folder)
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["manifest.json", "manifest.sig", "part-00001"]
    for file in files:
        whole = file.read_bytes()
        last = len(whole) - (2 if file.suffix == ".sig" else 1)  # the signature ends with a line break
        for place in {0, len(whole) // 3, len(whole) // 2, last}:
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(InputError) as problem:
                two.take("outside", folder)
            said_in_both(problem)
            assert nothing_taken(two)
        file.write_bytes(whole[: len(whole) // 2])  # cut short
        with pytest.raises(DaoanError):
            two.take("outside", folder)
        file.write_bytes(whole)
    assert two.take("outside", folder).settled > 0


def test_a_copy_that_was_cut_off_goes_on_with_the_parts_that_are_missing(two: Two):
    small = replace(
        PACKS["exchange"], values=PACKS["exchange"].values | {"files": {"part_bytes": 500, "keep_days": 30}}
    )
    packed = _packed_small(two, small)
    folder, half = Path(packed.folder), two.disk / "half"
    assert packed.parts > 4
    half.mkdir()
    for name in ("manifest.json", "manifest.sig", "part-00001", "part-00002"):
        shutil.copy(folder / name, half / name)
    with pytest.raises(InputError) as problem:
        two.take("outside", half)
    assert f"{packed.parts - 2} of {packed.parts}" in said_in_both(problem)
    assert nothing_taken(two)
    for name in ("part-00001", "part-00002"):
        (half / name).unlink()  # they were taken, and are kept
    for part in sorted(folder.iterdir())[4:]:
        shutil.copy(part, half / part.name)
    assert two.take("outside", half).settled > 0
    assert not any((two.outside.config.workspace / "exchange").iterdir())


def _packed_small(two: Two, pack):
    order(two)
    kept = two.inside.packs["exchange"]
    two.inside.packs["exchange"] = pack
    try:
        return two.pack("inside")
    finally:
        two.inside.packs["exchange"] = kept


def test_what_is_lost_is_made_good_by_the_next_file_and_what_is_old_or_came_before_is_refused(two: Two):
    node = order(two)
    lost, second = two.pack("inside"), two.pack("inside")
    assert (second.base, second.counts) == (0, lost.counts)  # nobody said that the first one came
    two.take("outside", second.folder)
    for folder, words in ((second.folder, "already"), (lost.folder, "older")):
        with pytest.raises(Conflict) as problem:
            two.take("outside", folder)
        assert words in said_in_both(problem)
    act(two, "north-lead", node, "sign", "key-sign-1")
    assert two.home().acknowledged == 2
    third = two.pack("inside")
    assert third.base == 2
    assert third.counts["matter"] == 1  # only what changed since


def test_a_side_that_was_restored_says_from_where_the_other_must_begin_again(two: Two):
    node = order(two)
    two.out()
    act(two, "north-lead", node, "sign", "key-sign-1")
    two.round()
    fresh = workspace_at(two.disk / "restored", two.clock)
    for name in ("exchange.json", "subjects.json"):
        (fresh.config.keys).mkdir(exist_ok=True)
        shutil.copy(two.outside.config.keys / name, fresh.config.keys / name)
    for setting in ("exchange_side", "exchange_trusted"):
        fresh.store.put_setting(setting, two.outside.store.find_setting(setting))
    two.outside = fresh
    with pytest.raises(InputError) as problem:
        two.out()
    assert "--since 0" in said_in_both(problem)
    two.take("outside", two.pack("inside", since=0).folder)
    assert fresh.store.get_matter(node) == two.inside.store.get_matter(node)
    last = two.inside.store.list_bundles("taken")[-1].number
    with pytest.raises(Conflict):
        two.home()  # its numbers begin anew
    two.take("inside", two.pack("outside", since=last).folder)


def test_another_city_side_or_key_is_refused(two: Two, tmp_path):
    order(two)
    own = two.pack("inside")
    with pytest.raises(InputError) as problem:
        two.take("inside", own.folder)
    said_in_both(problem)
    stranger = workspace_at(tmp_path / "stranger", two.clock)
    make_keys(stranger, Side.INSIDE, "keeper", tmp_path / "stranger.pub")
    trust(stranger, tmp_path / "outside.pub", read_public(tmp_path / "outside.pub").fingerprint, "keeper")
    two.inside, two.disk = stranger, tmp_path / "other disk"
    with pytest.raises(InputError) as problem:
        two.out()
    assert "signature" in said_in_both(problem)
    assert nothing_taken(two)


def test_a_key_is_trusted_by_its_fingerprint_alone(two: Two, tmp_path):
    half = read_public(tmp_path / "outside.pub")
    for fingerprint in ("", half.fingerprint[:-1] + ("0" if half.fingerprint[-1] != "0" else "1")):
        with pytest.raises(InputError) as problem:
            trust(two.inside, tmp_path / "outside.pub", fingerprint, "keeper")
        said_in_both(problem)
    with pytest.raises(InputError):  # one's own
        trust(two.inside, tmp_path / "inside.pub", read_public(tmp_path / "inside.pub").fingerprint, "keeper")
    with pytest.raises(Conflict):
        make_keys(two.inside, Side.OUTSIDE, "keeper", None)
    assert make_keys(two.inside, Side.INSIDE, "keeper", None) == read_public(tmp_path / "inside.pub")
    secret = json.loads((two.inside.config.keys / "exchange.json").read_text())["signer"]
    assert secret not in (tmp_path / "inside.pub").read_text()
    assert (two.inside.config.keys / "exchange.json").stat().st_mode & 0o077 == 0


def test_each_file_stands_in_the_audit_log_of_both_sides_with_its_digest(two: Two):
    order(two)
    packed = two.pack("inside")
    two.take("outside", packed.folder)
    for workspace, action in ((two.inside, "exchange.pack"), (two.outside, "exchange.take")):
        lines = [entry.note for entry in workspace.store.list_audit() if entry.note.action == action]
        assert [packed.digest in line.detail for line in lines] == [True]
        assert lines[0].person_id == "courier"


def test_without_keys_or_trust_it_is_said_what_to_do(two: Two, tmp_path):
    bare = workspace_at(tmp_path / "bare", two.clock)
    two.inside = bare
    with pytest.raises(NotFound) as problem:
        two.pack("inside")
    assert "exchange keys" in said_in_both(problem)
    make_keys(bare, Side.INSIDE, "keeper", None)
    with pytest.raises(NotFound) as problem:
        two.pack("inside")
    assert "exchange trust" in said_in_both(problem)
