"""The site as `run.py` serves it, with two workers, and clients that measure it."""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.benchmarks.ground import ENVIRONMENT, ROOT

PORT = int(os.environ.get("PORT", "8099"))
TIMES, WARM = 15, 8  # both workers have seen a page before it is measured
CLIENTS, EACH = 2, 3_000
# A cookie that is not the site's own keeps the page cache out.
UNKEPT = {"Cookie": "visitor=1"}


@contextmanager
def served(*options: str):
    """The site on this machine, until the block ends; the process that serves it."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:config.server.gunicorn",
        *options,
        f"--bind=127.0.0.1:{PORT}",
        "--log-level=error",
        "config.wsgi",
    ]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT) as server:
        try:
            _wait()
            yield server
        finally:
            server.terminate()


def _wait() -> None:
    for _attempt in range(100):
        try:
            return get("/healthz")
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The site does not answer.")


def ask(method: str, path: str, headers=None, body: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response


def get(path: str, headers=None) -> None:
    status = ask("GET", path, headers).status
    if status != 200:
        raise SystemExit(f"{path} answers {status}.")


def median(path: str, headers) -> float:
    """Seconds of one request among many, none of them out of the page cache."""
    for _time in range(WARM):
        get(path, headers)
    return statistics.median(timed(lambda: get(path, headers)) for _time in range(TIMES))


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def signed_in(name: str) -> dict[str, str]:
    """The headers of a member of staff of the demonstration."""
    page = ask("GET", "/admin/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[1].decode()
    form = {"csrfmiddlewaretoken": token, "username": name, "password": f"{name}-demo-2011"}
    headers = {"Cookie": _cookies(page), "Content-Type": "application/x-www-form-urlencoded"}
    response = ask("POST", "/admin/login/", headers, urlencode(form))
    if response.status != 302:
        raise SystemExit(f"{name} cannot sign in.")
    return {"Cookie": _cookies(response)}


def _cookies(response) -> str:
    return "; ".join(one.partition(";")[0] for one in response.headers.get_all("Set-Cookie", ()))


def kept_a_second(path: str) -> float:
    """Requests a second for a page out of the cache, by two clients beside the two workers."""
    for _time in range(WARM):
        get(path)
    return a_second(path, CLIENTS, EACH)


def a_second(path: str, clients: int, each: int, headers: str = "") -> float:
    """Requests a second by so many clients at once."""
    begun = time.perf_counter()
    with ProcessPoolExecutor(clients) as pool:
        list(pool.map(_ask_often, [path] * clients, [each] * clients, [headers] * clients))
    return clients * each / (time.perf_counter() - begun)


def _ask_often(path: str, each: int, headers: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Connection: close\r\n\r\n"
    for _time in range(each):
        with socket.create_connection(("127.0.0.1", PORT)) as connection:
            connection.sendall(request.encode())
            while connection.recv(65_536):
                pass
