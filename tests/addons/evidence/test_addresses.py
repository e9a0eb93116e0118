"""Addresses that `archive` connects to: public ones alone."""

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
PUBLIC = (
    "1.1.1.1 93.184.216.34 223.255.255.254 2606:4700::1111 2001:4860:4860::8888 2a00::1".split()
)


@pytest.mark.parametrize("address", SPECIAL)
def test_no_address_set_aside_for_a_special_purpose_is_public(address: str) -> None:
    assert not is_public(address)


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
