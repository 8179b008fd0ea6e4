"""Passkeys (WebAuthn level 2), by the library ``webauthn``: what a browser is asked, and whether its answer holds.

A passkey signs for one domain, and its answer tells the page's origin; both are checked. User verification (a finger,
a face, a PIN on the authenticator) is always demanded, so that a passkey is two factors: to have it, and to unlock it.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from daoan.terms.errors import InputError

NAME = "Daoan 道安"
TIMEOUT_MS = 120_000
CREDENTIAL_BYTES = 1023  # the longest that the standard allows
_TRANSPORTS = {t.value for t in AuthenticatorTransport}

#: What the library raises for answers that are no answers; some come from the decoders below it.
_BROKEN = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom passkeys are made for: a domain, and the addresses of pages that may ask ("https://daoan.example.org")."""

    domain: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCredential:
    """What an authenticator made. ``public_key``: COSE."""

    credential_id: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


def make_challenge() -> bytes:
    """What an authenticator must sign, once: 256 bits."""
    return secrets.token_bytes(32)


def ask_to_make(
    party: RelyingParty, challenge: bytes, handle: str, login: str, name: str, known: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    """What a browser is asked for a new passkey. ``known``: credentials that its owner has, with their transports."""
    options = generate_registration_options(
        rp_id=party.domain,
        rp_name=NAME,
        user_id=handle.encode(),
        user_name=login,
        user_display_name=name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(
                id=base64url_to_bytes(credential), transports=[AuthenticatorTransport(t) for t in transports]
            )
            for credential, transports in known.items()
        ],
    )
    return options_to_json_dict(options)


def ask_to_sign(party: RelyingParty, challenge: bytes) -> dict[str, Any]:
    """What a browser is asked for a sign-in by whichever passkey it has for the domain."""
    options = generate_authentication_options(
        rp_id=party.domain,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def read_made(answer: dict[str, Any], challenge: bytes, party: RelyingParty) -> NewCredential:
    """The passkey that an answer holds. Raises :class:`InputError` where it is none, or answers another question."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.domain,
            expected_origin=list(party.origins),
            require_user_verification=True,
        )
        told = answer["response"].get("transports") or []
        transports = tuple(sorted({t for t in told if isinstance(t, str)} & _TRANSPORTS))
    except _BROKEN as problem:
        raise InputError(f"the browser's answer holds no passkey for this page ({type(problem).__name__})") from problem
    if len(made.credential_id) > CREDENTIAL_BYTES:
        raise InputError("the passkey's name is longer than the standard allows")
    return NewCredential(
        bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count, transports
    )


def credential_of(answer: dict[str, Any]) -> str:
    """Which credential an answer says it is of; nothing is checked yet."""
    name = answer.get("id")
    return name if isinstance(name, str) else ""


def read_signed(answer: dict[str, Any], challenge: bytes, party: RelyingParty, public_key: bytes, handle: str) -> int:
    """The sign count of an answer whose signature, challenge, domain, origin and owner are right.

    Raises :class:`InputError` for any other. Whether the count went back is for the caller to judge: only a signed
    count says anything.
    """
    try:
        signed = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.domain,
            expected_origin=list(party.origins),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        owner = base64url_to_bytes(answer["response"]["userHandle"])
    except _BROKEN as problem:
        raise InputError(f"the browser's answer does not hold ({type(problem).__name__})") from problem
    if owner != handle.encode():
        raise InputError("the passkey is somebody else's")
    return signed.new_sign_count
