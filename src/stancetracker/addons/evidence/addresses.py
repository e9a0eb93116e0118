"""Judge whether an IP address is on the public Internet."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

# All of IANA's IPv4 Special-Purpose Address Registry, and multicast: no web page is there, not even
# in blocks that are reachable from everywhere.
_IPV4_BLOCKS: Final = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
"""
# All of the IPv6 registry that lies in the space of public addresses.
_IPV6_BLOCKS: Final = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
_PUBLIC_IPV6: Final = ip_network("2000::/3")
"""The only space out of which IANA gives public addresses of IPv6.

Loopback, `::a.b.c.d`, `64:ff9b:1::/48`, `100::/64`, `5f00::/16`, local, site-local and multicast
addresses are outside.
"""
_SPECIAL: Final = tuple(map(ip_network, (_IPV4_BLOCKS + _IPV6_BLOCKS).split()))
_NAT64: Final = ip_network("64:ff9b::/96")
"""Its addresses lead to the one of IPv4 in their last 32 bits, through a gateway of the network."""
_IPV4_BITS: Final = 0xFFFF_FFFF


def is_public(text: str) -> bool:
    """Return whether an address is on the public Internet, by IANA's registries as of 2026.

    An address of IPv6 that leads to one of IPv4 is judged by that.
    """
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        address = _ipv4_inside(address) or address
    is_outside = isinstance(address, IPv6Address) and address not in _PUBLIC_IPV6
    # Python may know of a block that was set aside later.
    return not is_outside and address.is_global and not any(address in block for block in _SPECIAL)


def _ipv4_inside(address: IPv6Address) -> IPv4Address | None:
    """Return the address of IPv4 that one of IPv6 leads to, where it is mapped or NAT64."""
    if address in _NAT64:
        return IPv4Address(int(address) & _IPV4_BITS)
    return address.ipv4_mapped
