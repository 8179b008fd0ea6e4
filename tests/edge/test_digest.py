"""Signing in by HTTP digest: the examples of the standards, replays, old nonces, nonsense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.edge.digest import Account, DigestDoor, Outcome, account_of, read_credentials, response_of

MUFASA = (
    'Digest username="Mufasa", realm="{realm}", uri="/dir/index.html", algorithm={algorithm}, nonce="{nonce}", '
    'nc=00000001, cnonce="{cnonce}", qop=auth, response="{response}", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)
EXAMPLES = [
    # RFC 7616 section 3.9.1
    ("http-auth@example.org", "MD5", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "Circle of Life",
     "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "8ca523f5e9506fed4657c9700eebdbec"),
    ("http-auth@example.org", "SHA-256", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "Circle of Life",
     "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
     "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    # RFC 2617 section 3.5
    ("testrealm@host.com", "MD5", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "Circle Of Life", "0a4f113b",
     "6629fae49393a05397450978507c4ef1"),
]  # fmt: skip


class Time:
    def __init__(self) -> None:
        self.s = 1_000_000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def door(time) -> DigestDoor:
    return DigestDoor("daoan", {"cam": account_of("cam", "daoan", "secret")}, time)


def nonce_of(door: DigestDoor) -> str:
    return door.challenges()[0].split('nonce="')[1].split('"')[0]


def signed(nonce, *, count="00000001", password="secret", name="cam", algorithm="MD5", target="/x", qop="qop=auth, "):
    account = account_of(name, "daoan", password)
    header = (
        f'Digest username="{name}", realm="daoan", nonce="{nonce}", uri="{target}", algorithm={algorithm}, {qop}'
        f'nc={count}, cnonce="c", response="{{}}"'
    )
    told = read_credentials(header.format("0"))
    return header.format(response_of(told, "POST", account.hashes[algorithm]))


@pytest.mark.parametrize(("realm", "algorithm", "nonce", "password", "cnonce", "response"), EXAMPLES)
def test_the_examples_of_the_standards(realm, algorithm, nonce, password, cnonce, response) -> None:
    header = MUFASA.format(realm=realm, algorithm=algorithm, nonce=nonce, cnonce=cnonce, response=response)
    told = read_credentials(header)
    assert told.response == response
    assert response_of(told, "GET", account_of("Mufasa", realm, password).hashes[algorithm]) == response


def test_both_algorithms_are_offered_the_stronger_first(door) -> None:
    assert ["SHA-256" in one for one in door.challenges()] == [True, False]
    assert "stale=true" in door.challenges(stale=True)[1]


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_who_knows_the_password_is_let_in(door, algorithm) -> None:
    assert door.let_in(signed(nonce_of(door), algorithm=algorithm), "POST", "/x") == (Outcome.WELCOME, "cam")


def test_who_does_not_is_not(door) -> None:
    nonce = nonce_of(door)
    assert door.let_in(signed(nonce, password="wrong"), "POST", "/x")[0] is Outcome.WRONG
    assert door.let_in(signed(nonce, name="other"), "POST", "/x")[0] is Outcome.WRONG
    assert door.let_in(signed(nonce), "GET", "/x")[0] is Outcome.WRONG
    assert door.let_in(signed(nonce), "POST", "/y")[0] is Outcome.NOT_TOLD
    assert door.let_in("", "POST", "/x")[0] is Outcome.NOT_TOLD


def test_an_account_without_a_hash_of_the_algorithm_lets_nobody_in(time) -> None:
    door = DigestDoor("daoan", {"cam": Account("cam", {})}, time)
    assert door.let_in(signed(nonce_of(door)), "POST", "/x")[0] is Outcome.WRONG


def test_a_request_that_is_sent_again_is_not_taken(door) -> None:
    nonce = nonce_of(door)
    assert door.let_in(signed(nonce), "POST", "/x")[0] is Outcome.WELCOME
    assert door.let_in(signed(nonce), "POST", "/x")[0] is Outcome.STALE
    assert door.let_in(signed(nonce, count="00000002"), "POST", "/x")[0] is Outcome.WELCOME


def test_counts_may_overtake_each_other_but_none_comes_twice(door) -> None:
    nonce = nonce_of(door)
    outcomes = [door.let_in(signed(nonce, count=f"{n:08x}"), "POST", "/x")[0] for n in (3, 1, 2, 1, 300, 44, 299, 0)]
    new, stale = Outcome.WELCOME, Outcome.STALE
    assert outcomes == [new, new, new, stale, new, stale, new, stale]


def test_an_old_nonce_and_one_of_another_server_are_to_be_renewed(door, time) -> None:
    nonce = nonce_of(door)
    time.s += 301
    assert door.let_in(signed(nonce), "POST", "/x")[0] is Outcome.STALE
    assert door.let_in(signed("00" * 32), "POST", "/x")[0] is Outcome.STALE
    other = DigestDoor("daoan", {}, time)
    assert door.let_in(signed(nonce_of(other)), "POST", "/x")[0] is Outcome.STALE


def test_an_old_device_that_knows_no_counts_gets_one_request_a_nonce(door) -> None:
    nonce = nonce_of(door)
    assert door.let_in(signed(nonce, qop=""), "POST", "/x")[0] is Outcome.WELCOME
    assert door.let_in(signed(nonce, qop=""), "POST", "/x")[0] is Outcome.STALE
    assert door.let_in(signed(nonce, count="00000009"), "POST", "/x")[0] is Outcome.STALE


@settings(max_examples=300, deadline=None)
@given(st.text() | st.from_regex(r'Digest (\w+=("[^"]*"|\w+),? ?)*', fullmatch=True))
def test_any_header_is_answered(header) -> None:
    door = DigestDoor("daoan", {"cam": account_of("cam", "daoan", "secret")}, lambda: 0.0)
    assert door.let_in(header, "POST", "/x")[0] is not Outcome.WELCOME
