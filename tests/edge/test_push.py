"""Web push: what the browser alone can read, a token that the service can check, and calls to nowhere else."""

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from daoan.edge.addresses import read_networks
from daoan.edge.calling import Reach
from daoan.edge.keys import Key
from daoan.edge.push import (
    CURVE,
    LONGEST_ADDRESS,
    MOST_BYTES,
    STEP_BYTES,
    PushServer,
    Target,
    push,
    read_text,
    require_subject,
    require_target,
    seal,
    token_of,
    write_text,
)
from daoan.terms.errors import InputError

from .servers_given import hook_server, make_certificate

AT = datetime(2026, 3, 4, 1, tzinfo=UTC)
HERE = read_networks("127.0.0.1, ::1")
HOST = "push.example"

# RFC 8291, section 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def key_of(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(read_text(text), "big"), CURVE)


TARGET = Target(f"https://{HOST}/send/abc", read_text(UA_PUBLIC), read_text(AUTH))
SERVER = PushServer(Key("1-x", AT, bytes(range(32))), "mailto:duty@city.example", Reach(HERE))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), HOST)


def server(certificate, allowed=HERE, **more) -> PushServer:
    return replace(SERVER, reach=Reach(allowed, str(certificate[0]), **more))


def target(port: int, path: str = "/send/abc") -> Target:
    return replace(TARGET, address=f"https://{HOST}:{port}{path}")


def here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def sent(certificate, text: bytes = b"{}", *, urgent: bool = False, status: int = 201):
    with hook_server(certificate) as hook:
        hook.status = status
        delivery = push(server(certificate), target(hook.port), text, AT, urgent=urgent, resolve=here)
    return delivery, hook


def opened(body: bytes) -> bytes:
    return http_ece.decrypt(body, private_key=key_of(UA_PRIVATE), auth_secret=read_text(AUTH), version="aes128gcm")


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    sealed = seal(TARGET, PLAIN, key=key_of(AS_PRIVATE), salt=read_text(SALT))
    assert write_text(sealed) == MESSAGE
    assert opened(sealed) == PLAIN


def test_every_message_has_a_key_and_salt_of_its_own_and_only_the_browser_reads_it() -> None:
    one, other = seal(TARGET, PLAIN), seal(TARGET, PLAIN)
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86], "the sender's point"
    assert opened(one) == opened(other) == PLAIN
    assert PLAIN not in one
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(one, private_key=key_of(UA_PRIVATE), auth_secret=b"x" * 16, version="aes128gcm")


def test_a_token_names_the_service_who_asks_and_holds_less_than_a_day() -> None:
    token = token_of(SERVER, urlsplit("https://push.example:8443/a/b?c=d"), AT)
    point = read_text(SERVER.public_key)
    assert (len(point), point[0]) == (65, 4)
    x, y = write_text(point[1:33]), write_text(point[33:])
    read = jwt.decode(token, ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y}), algorithms=["ES256"])
    assert read.header == {"typ": "JWT", "alg": "ES256"}
    assert read.claims["aud"] == "https://push.example:8443"
    assert read.claims["sub"] == "mailto:duty@city.example"
    assert timedelta() < datetime.fromtimestamp(read.claims["exp"], UTC) - AT <= timedelta(hours=24)


def test_what_arrives_is_sealed_filled_up_and_carries_the_token(certificate) -> None:
    delivery, hook = sent(certificate, '{"a":"道"}'.encode(), urgent=True)
    assert delivery.taken
    ((path, headers, body),) = hook.calls
    assert path == "/send/abc"
    assert (headers["Content-Encoding"], headers["TTL"], headers["Urgency"]) == ("aes128gcm", "86400", "high")
    assert headers["Authorization"].startswith("vapid t=")
    assert headers["Authorization"].endswith(f", k={SERVER.public_key}")
    text = opened(body)
    assert (text.rstrip(), len(text)) == ('{"a":"道"}'.encode(), STEP_BYTES)
    assert sent(certificate)[1].calls[0][1]["Urgency"] == "normal"


def test_the_longest_text_stays_within_what_services_take(certificate) -> None:
    delivery, hook = sent(certificate, b"x" * MOST_BYTES)
    assert delivery.taken
    assert len(hook.calls[0][2]) <= 4096
    delivery, hook = sent(certificate, b"x" * (MOST_BYTES + 1))
    assert (delivery.fault, delivery.final, hook.calls) == ("too-large", True, [])


@pytest.mark.parametrize(
    ("status", "fault", "final"),
    [
        (200, "", False), (201, "", False), (404, "browser-gone", True), (410, "browser-gone", True),
        (413, "too-large", True), (400, "status-400", False), (403, "status-403", False), (429, "status-429", False),
        (500, "status-500", False), (503, "status-503", False),
    ],
)  # fmt: skip
def test_answers(certificate, status, fault, final) -> None:
    delivery, _ = sent(certificate, status=status)
    assert (delivery.fault, delivery.final) == (fault, final)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirections_are_not_followed(certificate, status) -> None:
    with hook_server() as secret, hook_server(certificate) as hook:
        hook.status, hook.headers = status, {"Location": f"http://127.0.0.1:{secret.port}/"}
        assert (
            push(server(certificate), target(hook.port), b"{}", AT, urgent=False, resolve=here).fault == "redirection"
        )
    assert (len(hook.calls), secret.calls) == (1, [])


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"]
)
def test_a_name_that_leads_behind_the_wall_is_not_called(certificate, address) -> None:
    with hook_server(certificate) as hook:
        for found in ([address], ["93.184.216.34", address]):
            refused = push(
                server(certificate, ()), target(hook.port), b"{}", AT, urgent=False, resolve=lambda _h, _p, f=found: f
            )
            assert refused.fault == "address-refused"
    assert hook.calls == []


def test_a_name_is_asked_once_so_that_it_cannot_lead_elsewhere_the_second_time(certificate, monkeypatch) -> None:
    real = socket.getaddrinfo

    def look_up(host, *given, **named):
        assert host != HOST, "the name was looked up again"
        return real(host, *given, **named)

    with hook_server(certificate) as hook:
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        assert push(server(certificate), target(hook.port), b"{}", AT, urgent=False, resolve=here).taken


def test_a_service_that_nobody_vouches_for_gets_nothing(certificate) -> None:
    with hook_server(certificate) as hook:
        assert push(SERVER, target(hook.port), b"{}", AT, urgent=False, resolve=here).fault == "tls"
    assert hook.calls == []


def test_an_answer_that_drips_is_cut_off(certificate) -> None:
    begun = time.perf_counter()
    with hook_server(certificate) as hook:
        hook.trickle = True
        slow = server(certificate, altogether_s=0.5)
        assert not push(slow, target(hook.port), b"{}", AT, urgent=False, resolve=here).taken
    assert time.perf_counter() - begun < 8


@pytest.mark.parametrize(
    "address",
    ["", "push", "http://push.example/", "http://127.0.0.1/", "ftp://push.example/", "https://", "https:///x",
     "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/",
     "https://user:word@push.example/", "https://user@push.example/", "https://push.example/#x",
     "https://push.example/a b", "https://push.example/\r\nX: y", "https://push.example:99999/",
     "https://push.example:x/", "https://[::1/", "https://推送.example/", "//push.example/",
     "https://push.example/" + "x" * LONGEST_ADDRESS],
)  # fmt: skip
def test_addresses_that_a_browser_may_not_give(address) -> None:
    with pytest.raises(InputError):
        require_target(address, UA_PUBLIC, AUTH)


def test_what_a_browser_gives_is_taken_and_what_the_settings_allow() -> None:
    assert require_target(TARGET.address, UA_PUBLIC, AUTH + "==") == TARGET
    assert require_target("https://10.2.0.1/x", UA_PUBLIC, AUTH, read_networks("10.2.0.0/16")).address
    odd = require_target("https://2130706433/x", UA_PUBLIC, AUTH)
    nowhere = replace(SERVER, reach=Reach())
    assert push(nowhere, odd, b"{}", AT, urgent=False).fault in ("name", "address-refused")


def off_the_curve() -> str:
    point = bytearray(read_text(UA_PUBLIC))
    point[-1] ^= 1
    return write_text(bytes(point))


@pytest.mark.parametrize(
    ("public_key", "secret"),
    [("", AUTH), (UA_PUBLIC[:-4], AUTH), (off_the_curve(), AUTH), ("§" * 87, AUTH), (UA_PUBLIC, ""),
     (UA_PUBLIC, AUTH[:-4]), (UA_PUBLIC, AUTH + "AAAA"), (write_text(b"\x00" * 65), AUTH)],
)  # fmt: skip
def test_keys_that_are_none(public_key, secret) -> None:
    with pytest.raises(InputError):
        require_target(TARGET.address, public_key, secret)
    compressed = key_of(UA_PRIVATE).public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    with pytest.raises(InputError):
        require_target(TARGET.address, write_text(compressed), AUTH)


def test_services_are_told_where_to_reach_us() -> None:
    for good in ("mailto:duty@city.example", "https://city.example/contact"):
        assert require_subject(good) == good
    for bad in ("", "duty@city.example", "mailto:", "mailto:a, b@c.d", "http://city.example", "https://", "https:// x"):
        with pytest.raises(InputError):
            require_subject(bad)


def test_no_key_shows() -> None:
    assert "key=" not in repr(SERVER)
    assert HOST not in repr(TARGET)
