"""Where a request comes from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOME = 64
"""Bits of an IPv6 address that a provider gives one customer, who changes the others at will."""


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks, "" where it is not known.

    Behind a proxy it is the last one in `X-Forwarded-For`, which the proxy has added; what stands
    before that was sent by the client and may be anything. Else that header says nothing.
    """
    said = str(request.META.get("REMOTE_ADDR") or "")
    if settings.BEHIND_PROXY:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or said
    try:
        return str(ip_address(said))
    except ValueError:
        return ""


def client_home(request: HttpRequest) -> str:
    """The address by which guesses are counted: of IPv6 the first in the customer's network."""
    return home(client_address(request))


def home(address: str) -> str:
    """The address by which guesses from an address are counted."""
    if ":" not in address:
        return address
    inner = ip_address(address).ipv4_mapped  # type: ignore[union-attr]
    return str(inner or ip_network(f"{address}/{HOME}", strict=False).network_address)
