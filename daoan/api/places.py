"""Which address of the console a request came to, as the browser shows it."""

from urllib.parse import urlsplit

from fastapi import Request

from daoan.edge.passkeys import RelyingParty
from daoan.terms.entrances import Entrances


def origin_of(request: Request, entrances: Entrances) -> str:
    """The configured address of that host, else what was asked; the server answers to hosts that it knows only."""
    asked = request.url
    named = (o for o in entrances.origins if urlsplit(o).netloc == asked.netloc.lower())
    return next(named, f"{asked.scheme}://{asked.netloc.lower()}")


def outside_address(request: Request, entrances: Entrances) -> str:
    """The address that phones reach the console by: the first of the settings; else the one that was asked."""
    return next(iter(entrances.origins), None) or origin_of(request, entrances)


def find_party(request: Request, entrances: Entrances) -> RelyingParty | None:
    """Whom passkeys are made for at that address; ``None`` where browsers make none, as for bare numbers."""
    origin = origin_of(request, entrances)
    host = urlsplit(origin).hostname or ""
    domain = entrances.passkey_domain or host
    if host != domain and not host.endswith(f".{domain}"):
        return None
    if ":" in host or host.rpartition(".")[2].isdigit():
        return None  # browsers take no address in numbers for a domain
    return RelyingParty(domain, (origin,))


def local_address(request: Request) -> str:
    """The same page under the name that passkeys work with on the machine itself."""
    port = request.url.port
    return f"{request.url.scheme}://localhost{f':{port}' if port else ''}"
