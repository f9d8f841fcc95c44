"""Which addresses a webhook may have: none of private networks, unless that is allowed.

A name is looked up once, and the connection goes to the address that was looked at: a name that
leads elsewhere a moment later leads nowhere.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from campaigns.telling.faults import NotSent

NAT64 = ip_network("64:ff9b::/96")
OPEN = ip_network("2000::/3")
"""The addresses of IPv6 that are given out."""
CLOSED = [ip_network(one) for one in ("192.88.99.0/24", "168.63.129.16/32", "3fff::/20")]
"""What Python takes for open and is not: old relays, the host beneath machines of Azure, examples.
"""
Address = IPv4Address | IPv6Address


def public(address: Address) -> bool:
    """Whether an address is one of the open internet, also where it hides inside another."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped
        if address in NAT64:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if inside:
            return public(inside)
        if address not in OPEN or address.teredo:
            return False
        if address.sixtofour and not public(address.sixtofour):
            return False
    closed = address.is_multicast or any(address in one for one in CLOSED)
    return address.is_global and not closed


def resolved(host: str, port: int, *, private: bool) -> str:
    """The address of a host to connect to. Raises NotSent where one of its addresses is not public,
    unless `private` ones are allowed, or it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(f"{host} was not found.") from error
    numbers = [str(one[4][0]) for one in found]
    if not private:
        for number in numbers:
            if not public(ip_address(number.partition("%")[0])):
                raise NotSent(f"{host} is an address of a private network.")
    return numbers[0]
