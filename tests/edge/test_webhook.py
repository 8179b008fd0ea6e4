"""Calls out: signed, encrypted, to addresses that were looked at, and to no others whatever the other side says."""

import hashlib
import hmac
import re
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.edge.addresses import is_callable, read_networks, resolve_host
from daoan.edge.webhook import MOST_BYTES, Endpoint, post_webhook, require_endpoint, sign
from daoan.terms.errors import InputError

from .servers_given import drip_server, free_port, hook_server, make_certificate

AT = datetime(2026, 3, 4, 1, tzinfo=UTC)
SECRET = b"a secret of thirty-two bytes, ok"
HERE = read_networks("127.0.0.1, ::1")
HOST = "gateway.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), HOST)


def plain(port: int, **more) -> Endpoint:
    return Endpoint(f"http://127.0.0.1:{port}/in?x=1", SECRET, HERE, **more)


def secure(port: int, certificate, allowed=HERE) -> Endpoint:
    return Endpoint(f"https://{HOST}:{port}/in", SECRET, allowed, str(certificate[0]))


def resolving(*addresses: str):
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return list(addresses)

    return resolve, asked


def test_a_call_is_signed_over_its_time_and_body() -> None:
    with hook_server() as hook:
        assert post_webhook(plain(hook.port), b'{"a":1}', "m1", AT).taken
    ((path, headers, body),) = hook.calls
    assert (path, body) == ("/in?x=1", b'{"a":1}')
    assert headers["Daoan-Id"] == "m1"
    assert headers["Daoan-Timestamp"] == str(int(AT.timestamp()))
    expected = hmac.new(SECRET, headers["Daoan-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["Daoan-Signature"] == f"v1={expected}"
    assert headers["Content-Type"] == "application/json"


def test_the_receiver_of_the_manual_takes_what_we_send_and_nothing_else() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "messages.md").read_text(encoding="utf-8")
    code = next(block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "def accept" in block)
    space: dict = {}
    exec(code, space)
    stamp = int(AT.timestamp())
    headers = {"Daoan-Id": "m1", "Daoan-Timestamp": str(stamp), "Daoan-Signature": sign(SECRET, stamp, b"{}")}
    seen: set[str] = set()
    accept = space["accept"]
    assert accept(headers, b"{}", SECRET, stamp, seen) is True
    assert accept(headers, b"{}", SECRET, stamp, seen) is False, "a double"
    seen.clear()
    assert accept(headers, b"{ }", SECRET, stamp, seen) is False
    assert accept(headers | {"Daoan-Timestamp": str(stamp + 1)}, b"{}", SECRET, stamp, seen) is False
    assert accept(headers, b"{}", b"another", stamp, seen) is False
    assert accept(headers, b"{}", SECRET, stamp + 301, seen) is False, "too old"
    assert accept(headers, b"{}", SECRET, stamp, seen) is True


def test_an_encrypted_call_goes_to_the_address_that_was_looked_at(certificate) -> None:
    resolve, asked = resolving("127.0.0.1")
    with hook_server(certificate) as hook:
        assert post_webhook(secure(hook.port, certificate), b"{}", "m1", AT, resolve).taken
        assert hook.calls[0][1]["Host"] == f"{HOST}:{hook.port}"
    assert asked == [(HOST, hook.port)], "asked once; the name is not looked up again for the connection"


def test_a_name_that_leads_elsewhere_the_second_time_does_not_lead_us(certificate, monkeypatch) -> None:
    """DNS rebinding: whatever looks the name up behind our back would land at the server; nothing does."""
    with hook_server(certificate) as hook:
        monkeypatch.setattr(socket, "getaddrinfo", _only_numbers(socket.getaddrinfo))
        resolve, _ = resolving("127.0.0.1")
        assert post_webhook(secure(hook.port, certificate), b"{}", "m1", AT, resolve).taken


def _only_numbers(real):
    def look_up(host, *given, **named):
        assert host != HOST, "the name was looked up again"
        return real(host, *given, **named)

    return look_up


def test_a_certificate_for_another_name_or_of_nobody_is_refused(certificate, tmp_path) -> None:
    resolve, _ = resolving("127.0.0.1")
    with hook_server(certificate) as hook:
        other = Endpoint(f"https://other.example:{hook.port}/", SECRET, HERE, str(certificate[0]))
        assert post_webhook(other, b"{}", "m1", AT, resolve).fault == "tls"
        unknown = Endpoint(f"https://{HOST}:{hook.port}/", SECRET, HERE)
        assert post_webhook(unknown, b"{}", "m1", AT, resolve).fault == "tls"
    assert hook.calls == []


REFUSED = [
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "169.254.0.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "0.0.0.0", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_behind_the_wall_are_refused(certificate, address) -> None:
    resolve, _ = resolving("93.184.216.34", address)
    with hook_server(certificate) as hook:
        fault = post_webhook(secure(hook.port, certificate, ()), b"{}", "m1", AT, resolve).fault
    assert fault == "address-refused"
    assert hook.calls == []
    assert not is_callable(address, ())


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_public_addresses_may_be_called(address) -> None:
    assert is_callable(address, ())


def test_what_the_settings_allow_may_be_called_in_any_spelling() -> None:
    allowed = read_networks("10.20.0.0/16, fd12::/16")
    for address, may in (
        ("10.20.1.1", True), ("::ffff:10.20.1.1", True), ("10.21.1.1", False), ("fd12::5", True), ("fd13::5", False),
    ):  # fmt: skip
        assert is_callable(address, allowed) is may
    for bad in ("10.20.0.1/16", "everything", "10.0.0.0/33"):
        with pytest.raises(InputError):
            read_networks(bad)


@given(st.ip_addresses(v=4))
def test_an_address_hidden_in_another_is_as_callable_as_itself(address) -> None:
    mapped = is_callable(f"::ffff:{address}", ())
    assert mapped is is_callable(str(address), ())
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not mapped
        assert not is_callable(f"64:ff9b::{address}", ())


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_odd_spellings_of_this_machine_are_seen_through(host) -> None:
    endpoint = Endpoint(f"https://{host}/", SECRET)
    assert post_webhook(endpoint, b"{}", "m1", AT).fault in ("address-refused", "name")


def test_a_name_with_no_address_or_none_at_all() -> None:
    resolve, _ = resolving()
    assert post_webhook(Endpoint(f"https://{HOST}/", SECRET), b"{}", "m", AT, resolve).fault == "address-refused"

    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    assert post_webhook(Endpoint(f"https://{HOST}/", SECRET), b"{}", "m", AT, unknown).fault == "name"
    assert resolve_host("127.0.0.1", 80) == ["127.0.0.1"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_not_followed(status) -> None:
    with hook_server() as secret, hook_server() as hook:
        hook.status, hook.headers = status, {"Location": f"http://127.0.0.1:{secret.port}/"}
        assert post_webhook(plain(hook.port), b"{}", "m1", AT).fault == "redirection"
    assert secret.calls == []
    assert len(hook.calls) == 1


@pytest.mark.parametrize(
    ("status", "fault"), [(200, ""), (299, ""), (400, "status-400"), (410, "status-410"), (503, "status-503")]
)
def test_answers(status, fault) -> None:
    with hook_server() as hook:
        hook.status = status
        assert post_webhook(plain(hook.port), b"{}", "m1", AT).fault == fault


def test_an_answer_that_drips_is_cut_off() -> None:
    begun = time.perf_counter()
    with hook_server() as hook:
        hook.trickle = True
        fault = post_webhook(plain(hook.port, altogether_s=0.5), b"{}", "m1", AT).fault
    assert fault in ("answer", "connection", "timeout")
    assert time.perf_counter() - begun < 8


def test_a_handshake_that_drips_is_cut_off(certificate) -> None:
    begun = time.perf_counter()
    with drip_server(b"\x16\x03\x03\x3f\x00" + b"x" * 1_000) as port:
        endpoint = Endpoint(f"https://{HOST}:{port}/", SECRET, HERE, str(certificate[0]), altogether_s=0.5)
        resolve, _ = resolving("127.0.0.1")
        assert not post_webhook(endpoint, b"{}", "m1", AT, resolve).taken
    assert time.perf_counter() - begun < 5


def test_a_head_without_end_is_not_read_to_the_end() -> None:
    with hook_server() as hook:
        hook.headers = {"X-Long": "x" * 200_000}
        assert post_webhook(plain(hook.port), b"{}", "m1", AT).fault in ("answer", "")
    assert len(hook.calls) == 1


def test_nobody_there_is_a_code_and_the_next_address_is_tried(certificate) -> None:
    assert post_webhook(plain(free_port()), b"{}", "m1", AT).fault == "connection"
    with hook_server(certificate) as hook:
        resolve, _ = resolving("127.0.0.2", "127.0.0.1")  # nobody listens on the first
        endpoint = secure(hook.port, certificate, read_networks("127.0.0.0/8"))
        assert post_webhook(endpoint, b"{}", "m1", AT, resolve).taken


def test_too_much_is_not_sent() -> None:
    delivery = post_webhook(plain(1), b"x" * (MOST_BYTES + 1), "m1", AT)
    assert (delivery.fault, delivery.final) == ("too-large", True)


@pytest.mark.parametrize(
    "url",
    ["", "gateway", "ftp://gateway.example/", "http://gateway.example/", "http://10.0.0.1/", "https://", "https:///x",
     "https://user:word@gateway.example/", "https://user@gateway.example/", "https://gateway.example/#x",
     "https://gateway.example/a b", "https://gateway.example/\r\nX: y", "https://gateway.example:99999/",
     "https://gateway.example:x/", "https://[::1/", "https://网关.example/", "//gateway.example/"],
)  # fmt: skip
def test_addresses_that_cannot_be_used_are_refused_when_the_settings_are_read(url) -> None:
    with pytest.raises(InputError):
        require_endpoint(Endpoint(url, SECRET, HERE))


def test_plain_http_needs_this_machine_and_a_word_in_the_settings() -> None:
    assert require_endpoint(plain(80)).url
    with pytest.raises(InputError):
        require_endpoint(Endpoint("http://127.0.0.1/", SECRET))
    resolve, _ = resolving("10.20.0.1")
    sly = Endpoint("http://localhost/", SECRET, read_networks("10.20.0.0/16"))
    assert post_webhook(sly, b"{}", "m", AT, resolve).fault == "address-refused", "in the clear to this machine only"


def test_a_short_secret_is_refused_and_no_secret_shows() -> None:
    with pytest.raises(InputError):
        require_endpoint(Endpoint(f"https://{HOST}/", b"short"))
    assert "thirty-two" not in repr(plain(80))
