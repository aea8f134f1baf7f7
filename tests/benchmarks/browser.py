"""The browser of one person: reads pages, and sends the form of a page as it was filled in."""

import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from tests.benchmarks import site

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Page:
    path: str
    status: int
    text: str
    location: str

    @property
    def words(self) -> str:
        """What its main part says."""
        main = self.text.partition("<main")[2] or self.text
        return " ".join(html.unescape(re.sub("<[^>]*>", " ", main)).split())

    @property
    def fields(self) -> dict[str, str]:
        """What its form holds: the last one, the first is for signing out."""
        reader = FormReader()
        reader.feed(self.text)
        return reader.fields


class FormReader(HTMLParser):
    """Reads the values of the last form that is sent by POST."""

    def __init__(self):
        super().__init__()
        self.fields, self._select, self._textarea = {}, "", ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name", "")
        if tag == "form" and given.get("method") == "post":
            self.fields = {}
        elif tag == "input" and name and _is_sent(given):
            self.fields[name] = given.get("value") or ""
        elif tag == "textarea":
            self._textarea, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.fields[self._textarea] = self.fields[self._textarea].removeprefix("\n")
            self._textarea = ""

    def handle_data(self, data):
        if self._textarea:
            self.fields[self._textarea] += data


def _is_sent(given: dict[str, str | None]) -> bool:
    kind = given.get("type")
    if kind in ("checkbox", "radio"):
        return "checked" in given
    return kind not in ("submit", "button", "file")


@dataclass(frozen=True)
class Browser:
    """`on_answer` gets the kind and the seconds of every request."""

    headers: dict[str, str]
    on_answer: Callable[[str, float], None]

    def read(self, path: str, kind: str) -> Page:
        return self._ask(kind, "GET", path, self.headers)

    def send(self, page: Page, kind: str, **typed: object) -> Page:
        """Send the form of a page to its own address, with what was typed into it."""
        body = urlencode({**page.fields, **typed}, doseq=True)
        headers = {**self.headers, "Content-Type": FORM}
        return self._ask(kind, "POST", page.path, headers, body)

    def _ask(self, kind: str, method: str, path: str, *sent) -> Page:
        begun = time.monotonic()
        answer = site.ask(method, path, *sent)
        self.on_answer(kind, time.monotonic() - begun)
        assert answer.status < 500, f"{method} {path} answers {answer.status}"
        text = answer.body.decode(errors="replace")
        return Page(path, answer.status, text, answer.headers.get("Location", ""))
