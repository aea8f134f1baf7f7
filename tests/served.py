"""The site as it is served: gunicorn, with two workers unless told otherwise."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from config.settings import BASE_DIR

PATIENCE = 30  # seconds: a test that has gone wrong ends
TOKEN = "t" * 32  # against forged forms: that of the cookie and of the form agree


class Served:
    """gunicorn with this environment beside that of the tests, and what it wrote to its log."""

    def __init__(self, **environment: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._log = tempfile.NamedTemporaryFile()  # noqa: SIM115 - as long as this
        command = [sys.executable, "-m", "gunicorn", "-c", "python:config.server.gunicorn"]
        self.process = subprocess.Popen(
            [*command, "config.wsgi"],
            cwd=BASE_DIR,
            env={**os.environ, **environment, "PORT": str(self.port)},
            stderr=self._log,
        )

    @property
    def log(self) -> str:
        return Path(self._log.name).read_text()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()
        self._log.close()

    def until_up(self) -> None:
        self.until(lambda: self.ask("/healthz").status == 200)

    def until(self, is_so) -> None:
        """Until it is so several times on end, so that both workers say it."""
        deadline, agreed = time.monotonic() + PATIENCE, 0
        while agreed < 6:
            try:
                agreed = agreed + 1 if is_so() else 0
            except ConnectionError:
                agreed = 0
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05 if agreed else 0.2)

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        return self._request("GET", path, None, headers)

    def send(self, path: str, fields: dict[str, object], session: str) -> http.client.HTTPResponse:
        """A form, as the browser of whoever has this session sends it."""
        cookies = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
        own = {"Origin": f"http://127.0.0.1:{self.port}"}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}, doseq=True)
        return self._request("POST", path, body, {**cookies, **own, **kind})

    def _request(self, method: str, path: str, body, headers) -> http.client.HTTPResponse:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        begun = time.monotonic()
        client.request(method, path, body, headers)
        response = client.getresponse()
        response.text = response.read().decode()
        client.close()
        response.seconds = time.monotonic() - begun
        return response
