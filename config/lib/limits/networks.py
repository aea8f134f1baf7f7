"""Network addresses, as limits count them."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

NETWORK_OF_ONE = 64  # one household of IPv6 has 2**64 addresses


def network_of(address: str) -> IPv4Network | IPv6Network | None:
    """The addresses that one sender has: a single one of IPv4, a /64 of IPv6. None for what is no
    address, as the other end of a socket file."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return ip_network((parsed, NETWORK_OF_ONE if parsed.version == 6 else 32), strict=False)
