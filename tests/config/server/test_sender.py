"""From which address a request came, as the worker sees it before any view."""

import socket

import pytest

from config.server.connection import Connection

CLAIMED = b"X-Forwarded-For: 198.51.100.7, 192.0.2.1\r\n"


def connection_with(request: bytes, address=("203.0.113.9", 4000)) -> Connection:
    ours, theirs = socket.socketpair()
    theirs.sendall(request)
    connection = Connection(ours, address, ("127.0.0.1", 80))
    assert connection.receive()
    theirs.close()
    return connection


@pytest.mark.parametrize(
    ("headers", "is_behind_proxy", "sender"),
    [
        (b"", True, "203.0.113.9/32"),
        (CLAIMED, False, "203.0.113.9/32"),
        (CLAIMED, True, "192.0.2.1/32"),
        (b"x-forwarded-for: 192.0.2.1\r\nX-Forwarded-For:2001:db8::9\r\n", True, "2001:db8::/64"),
        (b"X-Forwarded-For: unknown\r\n", True, "unknown"),
    ],
)
def test_sender_is_the_other_end_or_what_our_proxy_says(headers, is_behind_proxy, sender):
    connection = connection_with(b"GET / HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n")

    assert connection.sender(is_behind_proxy=is_behind_proxy) == sender
    connection.close()


def test_body_says_nothing_of_the_sender():
    body = b"\r\nX-Forwarded-For: 192.0.2.66\r\n"
    head = b"POST / HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n" % (CLAIMED, len(body))

    connection = connection_with(head + body)

    assert connection.sender(is_behind_proxy=True) == "192.0.2.1/32"
    connection.close()


def test_socket_file_has_no_address():
    connection = connection_with(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", address="")

    assert connection.sender(is_behind_proxy=False) == ""
    connection.close()
