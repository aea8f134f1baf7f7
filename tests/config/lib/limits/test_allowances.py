"""How many requests an address may make, counted in shared memory."""

import os

import pytest

from config.lib.limits.allowances import Allowance, Counter
from config.lib.limits.networks import network_of

THREE = Allowance(at_once=3, a_minute=6)


def test_requests_at_once_then_so_many_a_minute():
    counter = Counter(THREE)

    waits = [counter.use("192.0.2.1", now=100.0) for _request in range(4)]

    assert waits == [0, 0, 0, 10]
    assert counter.use("192.0.2.1", now=109.0) == 1
    assert counter.use("192.0.2.1", now=110.0) == 0
    assert counter.use("192.0.2.1", now=110.0) == 10


def test_refused_requests_do_not_lengthen_the_wait():
    counter = Counter(THREE)

    waits = [counter.use("192.0.2.1", now=0.0) for _request in range(50)]

    assert waits[3:] == [10] * 47


def test_addresses_are_counted_apart():
    counter = Counter(Allowance(at_once=1, a_minute=1))

    waits = [counter.use(f"10.0.{number // 250}.{number % 250}", now=0.0) for number in range(2000)]

    assert sum(1 for wait in waits if wait) < 5  # who meets another in both rows


def test_forked_processes_count_together():
    counter = Counter(THREE)
    for _process in range(3):
        child = os.fork()
        if not child:
            counter.use("192.0.2.1", now=0.0)
            os._exit(0)
        os.waitpid(child, 0)

    assert counter.use("192.0.2.1", now=0.0) == 10


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:db8::1:2", "2001:db8::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "None"),
        ("unknown", "None"),
    ],
)
def test_network_of_a_sender(address, network):
    assert str(network_of(address)) == network
