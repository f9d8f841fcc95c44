"""Which addresses a webhook may have: none of private networks, unless that is allowed.

A name is looked up once, and the connection goes to the address that was looked at: a name that
leads elsewhere a moment later leads nowhere.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from campaigns.telling.faults import NotSent

NAT64 = ip_network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


def public(address: Address) -> bool:
    """Whether an address is one of the open internet, also where it hides inside another."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo or (inside and not public(inside)):
            return False
    return address.is_global and not address.is_multicast


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
