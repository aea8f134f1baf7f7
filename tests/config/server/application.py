"""A WSGI application for the tests of the worker: it says what a view of the site would do."""

import sys
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path

import django

DOWNLOAD_BYTES = 6 * 1024 * 1024  # more than the buffers of a socket hold
PART = b"0123456789abcdef" * 1024
django.setup()
choices = ContextVar("choices", default="none")
running = set()
peak = made = 0


class Download:
    """As Django's streaming responses are: parts, and a mark by which the worker knows them."""

    streaming = True

    def __iter__(self):
        yield choices.get().encode()
        for _part in range(DOWNLOAD_BYTES // len(PART)):
            yield PART


class BrokenDownload(Download):
    def __iter__(self):
        yield PART
        raise RuntimeError("The rows are gone.")


def application(environ, start_response):
    path, headers = environ["PATH_INFO"], [("Content-Type", "text/plain")]
    if path == "/fault":
        raise RuntimeError("A view failed.")
    if path == "/exit":
        sys.exit("A view ended the program.")
    start_response("200 OK", headers)
    return PAGES.get(path, hello)(environ)


def hello(environ):
    return [b"hello"]


def echo(environ):
    return [environ["wsgi.input"].read()]


def download(environ):
    choices.set("unit_wan")
    return Download()


def slow(environ):
    global peak
    running.add(threading.get_ident())
    peak = max(peak, len(running))
    time.sleep(0.2)
    running.discard(threading.get_ident())
    return [str(peak).encode()]


def long(environ):
    global made
    time.sleep(0.5)
    made += 1
    return [b"made"]


def count_made(environ):
    """How many long answers were made."""
    return [str(made).encode()]


def sockets(environ):
    """How many sockets the worker has open."""
    count = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            count += descriptor.readlink().name.startswith("socket:")
    return [str(count).encode()]


PAGES = {
    "/echo": echo,
    "/download": download,
    "/broken": lambda environ: BrokenDownload(),
    "/slow": slow,
    "/sockets": sockets,
    "/long": long,
    "/made": count_made,
}
