"""Addresses that `archive` connects to: public ones alone."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest

from stancetracker.addons.evidence.addresses import is_public

SPECIAL = """
0.0.0.1 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.31.0.1 192.0.0.8 192.0.2.1 192.31.196.1
192.52.193.1 192.88.99.1 192.168.1.1 192.175.48.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1
240.0.0.1 255.255.255.255
:: ::1 ::10.1.2.3 ::ffff:0:10.1.2.3 100::1 100:0:0:1::1 64:ff9b:1::a01:203 2001::1 2001:2::1
2001:10::1 2001:20::1 2001:30::1 2001:db8::1 2002:a00:1::1 2620:4f:8000::1 3fff::1 5f00::1 fc00::1
fd00::1 fe80::1 fe80::1%1 fec0::1 ff02::1 4000::1
""".split()
"""An address of each block of IANA's two registries, of multicast, and of what is not assigned."""
REGISTERED = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
::/128 ::1/128 ::ffff:0:0:0/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001:db8::/32
2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
::/8 100::/8 200::/7 400::/6 800::/5 1000::/4 4000::/3 6000::/3 8000::/3 a000::/3 c000::/3 e000::/4
f000::/5 f800::/6 fe00::/9
""".split()
"""The widest blocks of IANA's registries of special addresses, of multicast, and of IPv6 space."""
PUBLIC = (
    "1.1.1.1 93.184.216.34 223.255.255.254 2606:4700::1111 2001:4860:4860::8888 2a00::1".split()
)


@pytest.mark.parametrize("address", SPECIAL)
def test_no_address_set_aside_for_a_special_purpose_is_public(address: str) -> None:
    assert not is_public(address)


def neighbours(block: IPv4Network | IPv6Network) -> Iterator[IPv4Address | IPv6Address]:
    """Yield the address before a block and the one after it, where there is one."""
    first, last = block[0], block[-1]
    if int(first) > 0:
        yield first - 1
    if int(last) < 2**block.max_prefixlen - 1:
        yield last + 1


@pytest.mark.parametrize("text", REGISTERED)
def test_a_block_that_iana_registers_is_not_public_from_its_first_to_its_last_address(
    text: str,
) -> None:
    blocks = [ip_network(block) for block in REGISTERED]
    block = ip_network(text)

    assert not is_public(str(block[0]))
    assert not is_public(str(block[-1]))
    for address in neighbours(block):
        is_special = any(address in block for block in blocks)
        assert is_public(str(address)) is not is_special


@pytest.mark.parametrize("address", PUBLIC)
def test_other_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("form", ["::ffff:{}", "64:ff9b::{}"])
def test_an_address_that_leads_to_one_of_ipv4_is_judged_by_that(form: str) -> None:
    assert is_public(form.format("93.184.216.34"))
    assert not is_public(form.format("10.1.2.3"))
    assert not is_public(form.format("127.0.0.1"))


@pytest.mark.parametrize("address", ["::8.8.8.8", "2002:808:808::1", "2001:0:808:808::1"])
def test_forms_that_are_out_of_use_are_never_public(address: str) -> None:
    """Written as `::a.b.c.d`, by 6to4, and by Teredo."""
    assert not is_public(address)
