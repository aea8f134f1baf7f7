"""A WSGI application for the tests of the worker: it says what a view of the site would do."""

import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.urls import path

from tests.config.server.download import BrokenDownload, Download, choices

django.setup()
settings.ROOT_URLCONF = __name__  # by its addresses the worker tells long work from short
running = set()
peak = made = 0


def application(environ, start_response):
    asked, headers = environ["PATH_INFO"], [("Content-Type", "text/plain")]
    if asked == "/fault":
        raise RuntimeError("A view failed.")
    if asked == "/exit":
        sys.exit("A view ended the program.")
    start_response("200 OK", headers)
    return PAGES.get(asked, hello)(environ)


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
urlpatterns = [path(name[1:], view) for name, view in PAGES.items()]
