"""What every store keeps to for passkeys and links to a directory."""

from dataclasses import replace

import pytest

from daoan.store.protocol import Store
from daoan.terms.errors import Conflict, Fault, NotFound
from daoan.terms.records.credentials import DirectoryLink, Passkey
from tests.store.store_given import day
from tests.store.work_given import account, note, require_unbroken


def passkey(name: str = "k1", **changes) -> Passkey:
    given = Passkey(name, f"credential-{name}", "p1", b"\xa5\x00\xff", 0, "电话", day(1), None, ("internal", "hybrid"))
    return replace(given, **changes)


def link(person_id: str = "p1", subject: str = "s1", issuer: str = "https://login.example.org") -> DirectoryLink:
    return DirectoryLink(person_id, issuer, subject, day(2))


def everything(store: Store) -> object:
    return [store.list_passkeys(p) for p in ("p1", "p2")], store.list_links(), store.list_audit()


def test_a_passkey_comes_back_as_saved_and_is_found_by_its_credential(sealed: Store):
    later = passkey("k0", added_at=day(2), public_key=bytes(range(256)))
    for given in (later, passkey(), passkey("k9", person_id="p2")):
        sealed.save_passkey(given, note("passkey.add"))
    assert sealed.list_passkeys("p1") == (passkey(), later)
    assert sealed.find_passkey("credential-k0") == later
    assert sealed.find_passkey("credential") is None
    assert sealed.list_passkeys("p3") == ()
    assert sealed.count_passkeys() == {"p1": 2, "p2": 1}
    assert require_unbroken(sealed) == 3


def test_of_two_uses_at_once_one_is_told(sealed: Store):
    sealed.save_passkey(passkey(), note())
    sealed.save_passkey(passkey(sign_count=5, version=2, last_used_at=day(3)), note())
    before = everything(sealed)
    for version in (1, 2, 4):
        with pytest.raises(Conflict):
            sealed.save_passkey(passkey(sign_count=6, version=version), note())
    assert everything(sealed) == before


def test_a_passkey_changes_neither_hands_nor_keys_and_a_credential_is_kept_once(sealed: Store):
    sealed.save_passkey(passkey(), note())
    before = everything(sealed)
    for change in ({"person_id": "p2"}, {"public_key": b"other"}, {"credential_id": "other"}):
        with pytest.raises(Fault):
            sealed.save_passkey(passkey(version=2, **change), note())
    with pytest.raises(Conflict):
        sealed.save_passkey(passkey("k2", credential_id="credential-k1", person_id="p2"), note())
    assert everything(sealed) == before


def test_a_removed_passkey_is_gone_for_a_slower_sign_in_too(sealed: Store):
    sealed.save_passkey(passkey(), note())
    sealed.remove_passkey("k1", note("passkey.remove"))
    assert sealed.find_passkey("credential-k1") is None
    assert sealed.count_passkeys() == {}
    with pytest.raises(Conflict):
        sealed.save_passkey(passkey(sign_count=6, version=2), note())
    with pytest.raises(NotFound):
        sealed.remove_passkey("k1", note())
    assert require_unbroken(sealed) == 2


def test_an_entry_is_one_person_and_a_person_one_entry(sealed: Store):
    sealed.save_link(link(), note("directory.link"))
    sealed.save_link(link("p2", "s2"), note("directory.link"))
    assert sealed.find_link("https://login.example.org", "s1") == link()
    assert sealed.find_link("https://other.example.org", "s1") is None
    assert sealed.find_link("https://login.example.org", "s") is None
    before = everything(sealed)
    for wrong in (link("p1", "s3"), link("p3", "s1"), link("p1", "s2"), link("p1", "s1", "https://other.example.org")):
        with pytest.raises(Conflict):
            sealed.save_link(wrong, note())
    assert everything(sealed) == before
    assert sealed.list_links() == (link(), link("p2", "s2"))
    sealed.remove_link("p1", note("directory.unlink"))
    with pytest.raises(NotFound):
        sealed.remove_link("p1", note())
    sealed.save_link(link("p1", "s3"), note("directory.link"))
    assert require_unbroken(sealed) == 4


def test_accounts_are_listed_by_person(sealed: Store):
    assert sealed.list_accounts() == ()
    sealed.save_account(account("p2", "li"), note())
    sealed.save_account(account(), note())
    assert sealed.list_accounts() == (account(), account("p2", "li"))


CALLS = {
    "save_passkey": lambda s, n: s.save_passkey(passkey("k2"), n),
    "remove_passkey": lambda s, n: s.remove_passkey("k1", n),
    "save_link": lambda s, n: s.save_link(link("p2", "s2"), n),
    "remove_link": lambda s, n: s.remove_link("p1", n),
}


@pytest.mark.parametrize("name", CALLS)
def test_without_its_line_in_the_audit_nothing_is_done(sealed: Store, name: str):
    sealed.save_passkey(passkey(), note())
    sealed.save_link(link(), note())
    before = everything(sealed)
    with pytest.raises(Fault):
        CALLS[name](sealed, replace(note(), detail="\0"))
    assert everything(sealed) == before
    CALLS[name](sealed, note())
    assert everything(sealed) != before
