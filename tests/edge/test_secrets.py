"""Hashes, one-time codes and seals, against the numbers of their standards."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
import segno
from argon2 import extract_parameters
from argon2.low_level import Type

from daoan.edge.passwords import hash_password, is_weak, verify_password
from daoan.edge.tokens import csrf_of, hash_token, make_password, make_token
from daoan.edge.totp import address_of, find_step, open_secret, qr_of, seal_secret
from daoan.terms.errors import Fault

#: RFC 6238, appendix B, SHA-1: seconds since 1970 and the last six of the eight digits.
RFC_6238 = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
]  # fmt: skip
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" in base 32
KEY = bytes(range(32))


@pytest.mark.parametrize(("second", "code"), RFC_6238)
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert find_step(SECRET, code, at, 0) == second // 30
    assert find_step(SECRET, code, at, second // 30) is None, "used"
    assert find_step(SECRET, code, datetime.fromtimestamp(second + 60, UTC), 0) is None, "two steps late"
    assert find_step(SECRET, "", at, 0) is None
    assert find_step(SECRET, "１２３４５６", at, 0) is None


def test_the_picture_is_the_address_with_its_quiet_zone() -> None:
    """Every dark run of the SVG's path, against the matrix."""
    address = address_of(SECRET, "王某", "Daoan")
    svg = unquote(qr_of(address).partition(",")[2])
    assert "http://www.w3.org/2000/svg" in svg
    matrix = [list(row) for row in segno.make_qr(address, error="m").matrix]
    drawn = [[0] * len(matrix) for _ in matrix]
    x = y = 0.0
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+) ?(-?[\d.]+)?", re.search(r"d='([^']+)'/></svg>", svg)[1]):
        if step == "h":
            for k in range(int(first)):
                drawn[int(y) - 4][int(x) - 4 + k] = 1
            x += int(first)
        else:
            x, y = (float(first), float(second)) if step == "M" else (x + float(first), y + float(second))
    assert drawn == matrix
    side = int(re.search(r"viewBox='0 0 (\d+) \1'", svg)[1])
    assert side == len(matrix) + 8


def test_passwords_are_kept_as_argon2id_at_the_strength_of_rfc_9106() -> None:
    kept = hash_password("four words in a row")
    used = extract_parameters(kept)
    assert used.type is Type.ID
    assert used.memory_cost >= 64 * 1024
    assert used.time_cost >= 3
    assert verify_password(kept, "four words in a row")
    assert not verify_password(kept, "four words in a row ")
    assert not verify_password(None, "")
    assert not verify_password("not a hash", "x")
    assert not is_weak(kept)
    assert is_weak("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")


def test_a_sealed_secret_opens_with_its_key_only_and_shows_when_it_was_touched() -> None:
    sealed = seal_secret(KEY, SECRET)
    assert SECRET not in sealed
    assert seal_secret(KEY, SECRET) != sealed
    assert open_secret(KEY, sealed) == SECRET
    touched = sealed[:-2] + ("AA" if sealed[-2:] != "AA" else "BB")
    for key, text in ((KEY[::-1], sealed), (b"", sealed), (KEY, touched), (KEY, ""), (KEY, "é"), (KEY, "x")):
        with pytest.raises(Fault):
            open_secret(key, text)
    with pytest.raises(Fault):
        seal_secret(b"short", SECRET)


def test_tokens_and_passwords_given_out_do_not_repeat() -> None:
    assert len({make_token() for _ in range(200)}) == 200
    words = {make_password() for _ in range(200)}
    assert len(words) == 200
    assert all(len(w) == 23 and not set(w) & set("il10oO") for w in words)
    token = make_token()
    assert len({token, hash_token(token), csrf_of(token)}) == 3
