"""What clerks, reviewers, administrators and readers do over HTTP, each act at random.

Staff find their records on the pages of the admin, and among the first few of a list: so two
people often hold one record.
"""

import hashlib
import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from tests.benchmarks.acknowledged import Act, Book, Typed
from tests.benchmarks.browser import Browser, Page

PROJECTS = "/admin/programs/project/"
FIRST = 8  # records of a list that people take from
PAUSE, READING = 0.4, 0.7  # mean seconds between two acts, and before a form is sent
YEARS = (2012, 2013)
# Words of refusals, and what they are called here.
REFUSALS = {
    "Someone else saved this meanwhile.": "somebody else saved it",
    "by now and cannot be edited": "the draft was submitted meanwhile",
    "this step is not possible": "somebody else took the step",
    "is being corrected already": "somebody else corrects it",
    "has a newer version than": "it was corrected meanwhile",
    "is asked for already": "the withdrawal is asked for already",
    "Nobody has asked to withdraw": "the request was answered meanwhile",
    "another person must": "a second person must decide",
    "An administrator must reopen the year first.": "its year was closed",
    "is closed: an administrator must reopen it first.": "its year was closed",
}
STAFF_PAGES = ("/admin/", "/admin/queue/incomplete/", f"{PROJECTS}?format=csv")
PUBLIC_PAGES = (
    "/",
    "/projects/",
    "/projects/?sort=-title",
    "/funds/",
    "/reports/2011/",
    "/editions/",
    "/search/?q=crowd",
    "/reconciliation/",
    "/data-quality/",
    "/zh-hans/projects/",
)
DOWNLOADS = ("/projects/?format=xlsx", "/funds/?format=csv", "/editions/chain.json")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    name: str
    browser: Browser
    book: Book
    chance: Random
    digests: dict[str, str] = field(default_factory=dict)  # of the editions that a reader read

    def live(self, acts: dict[Callable, int], until: float) -> None:
        """Act until that moment; the numbers are how often an act comes beside the others."""
        while time.monotonic() < until:
            (act,) = self.chance.choices(list(acts), list(acts.values()))
            act(self)
            self.wait(PAUSE)

    def wait(self, seconds: float) -> None:
        time.sleep(self.chance.expovariate(1 / seconds))

    def read(self, path: str, kind: str = "read a page of staff") -> Page:
        page = self.browser.read(path, kind)
        assert page.status in (200, 404), f"{path} answers {page.status}"
        return page

    def choose(self, page: Page, pattern: str) -> str:
        """One of the first few things on a page that fit, or nothing."""
        things = list(dict.fromkeys(re.findall(pattern, page.text)))[:FIRST]
        return self.chance.choice(things) if things else ""

    def send(self, page: Page, act: Act, versions=(None,), **fields) -> Page | None:
        """Send a form after a while, and note what was acknowledged or refused. Returns the page
        that says why it was refused."""
        self.wait(READING)
        sent = time.monotonic()
        answer = self.browser.send(page, act.name, **fields)
        if answer.status == 302:
            done = replace(act, sent=sent, answered=time.monotonic())
            self.book.acts.extend(replace(done, version=n or _key(answer)) for n in versions)
            return None
        words = [short for phrase, short in REFUSALS.items() if phrase in answer.words]
        assert words, f"{act.name} at {page.path} answers {answer.status}: {answer.words}"
        self.book.refusals.append((act.reason, words[0]))
        return answer

    def act(self, name: str, typed: Typed | None = None) -> Act:
        return Act(name, self.name, f"act {next(_numbers)}", typed=typed)


def _key(answer: Page) -> int | None:
    """The version that an answer leads to."""
    led = re.fullmatch(rf"{PROJECTS}(\d+)/change/", answer.location)
    return int(led[1]) if led else None


def begin(clerk: Person) -> None:
    """A new project with an allocation."""
    act = clerk.act("begin", _typed(clerk, is_with_money=True))
    clerk.send(
        clerk.read(f"{PROJECTS}add/"),
        act,
        code=act.reason.replace(" ", "-"),
        program=_autocompleted(clerk, "project", "program"),
        category="infrastructure",
        year=clerk.chance.choice(YEARS),
        statement=_autocompleted(clerk, "project", "statement"),
        why=act.reason,
        _continue="yes",
        **{
            **_fields(act.typed),
            "allocations-TOTAL_FORMS": 1,
            "allocations-0-kind": "relief_fund",
            "allocations-0-statement": _autocompleted(clerk, "allocation", "statement"),
        },
    )


def _typed(clerk: Person, *, is_with_money: bool) -> Typed:
    """Something that nobody else types."""
    number = next(_numbers)
    return Typed(f"Crowd {number}", number, 1_000_000 + number if is_with_money else None)


def _fields(typed: Typed) -> dict[str, object]:
    money = {"allocations-0-allocated": typed.allocated} if typed.allocated else {}
    return {"title": typed.title, "beneficiary_persons": typed.persons, **money}


def _autocompleted(clerk: Person, model: str, field: str) -> str:
    asked = f"app_label=programs&model_name={model}&field_name={field}"
    answer = clerk.read(f"/admin/autocomplete/?{asked}", "autocomplete")
    return json.loads(answer.text)["results"][0]["id"]


def edit(clerk: Person) -> None:
    """Whoever is told that somebody else saved the draft keeps the own text in one case of two."""
    version = _listed(clerk, "draft")
    page = version and clerk.read(f"{PROJECTS}{version}/change/")
    if not page or "title" not in page.fields:
        return  # submitted a moment ago
    is_with_money = page.fields["title"].startswith("Crowd") and "allocations-0-id" in page.fields
    act = clerk.act("edit", _typed(clerk, is_with_money=is_with_money))
    refusal = clerk.send(page, act, [version], why=act.reason, **_fields(act.typed))
    if refusal and "title" in refusal.fields and clerk.chance.random() < 0.5:
        again = clerk.act("edit", act.typed)
        clerk.send(refusal, again, [version], why=again.reason)


def _listed(person: Person, state: str) -> int:
    """The key of one of the first versions in this state."""
    page = person.read(f"{PROJECTS}?state__exact={state}")
    return int(person.choose(page, rf"{PROJECTS}(\d+)/change/") or 0)


def correct(clerk: Person) -> None:
    _step(clerk, "correct", _listed(clerk, "published"))


def submit(clerk: Person) -> None:
    _step(clerk, "submit", _listed(clerk, "draft"))


def ask(person: Person) -> None:
    _step(person, "ask", _listed(person, "published"))


def publish(reviewer: Person) -> None:
    _step(reviewer, "publish", _listed(reviewer, "submitted"))


def return_for_changes(reviewer: Person) -> None:
    _step(reviewer, "return", _listed(reviewer, "submitted"))


def _step(person: Person, name: str, version: int) -> None:
    if version:
        act = person.act(name)
        led_to = [None] if name == "correct" else [version]
        page = person.read(f"{PROJECTS}{version}/step/{name}/")
        person.send(page, act, led_to, reason=act.reason)


def publish_together(reviewer: Person) -> None:
    """Several as one edition."""
    _decide(reviewer, "to-review", "publish", 4)


def withdraw(reviewer: Person) -> None:
    _decide(reviewer, "to-withdraw", "withdraw", 2)


def decline(reviewer: Person) -> None:
    _decide(reviewer, "to-withdraw", "decline", 1)


def _decide(reviewer: Person, queue: str, name: str, most: int) -> None:
    page = reviewer.read(f"/admin/queue/{queue}/")
    waiting = re.findall(r'name="chosen" value="project:(\d+)"', page.text)[:FIRST]
    if waiting:
        chosen = reviewer.chance.sample(waiting, min(most, len(waiting)))
        act = reviewer.act(name)
        names = [f"project:{version}" for version in chosen]
        versions = [int(version) for version in chosen]
        reviewer.send(page, act, versions, chosen=names, step=name, reason=act.reason)


def close_for_a_while(administrator: Person) -> None:
    year = administrator.chance.choice(YEARS)
    for verb in ("close", "reopen"):
        act = administrator.act(verb)
        page = administrator.read("/admin/records/yearstep/add/")
        administrator.send(page, act, year=year, verb=verb, reason=act.reason)


def oversee(administrator: Person) -> None:
    """Lists, queues and downloads of staff, and the history of a record."""
    administrator.read(administrator.chance.choice(STAFF_PAGES))
    if version := _listed(administrator, "published"):
        administrator.read(f"{PROJECTS}{version}/history/")


def read(reader: Person) -> None:
    """A public page, and one that it leads to, today or in a past edition."""
    page = reader.read(reader.chance.choice(PUBLIC_PAGES), "read a public page")
    if link := reader.choose(page, r'href="(/projects/[\w-]+/)"'):
        past = f"?edition={reader.chance.randint(1, 20)}" if reader.chance.random() < 0.3 else ""
        reader.read(link + past, "read a public page")


def download(reader: Person) -> None:
    reader.read(reader.chance.choice(DOWNLOADS), "download")


def read_edition(reader: Person) -> None:
    """The file of an edition says for good what it said when it was first read."""
    page = reader.read("/editions/", "read a public page")
    number = reader.choose(page, r'href="/editions/(\d+)/"')
    content = reader.read(f"/editions/{number}/content.json", "download").text
    digest = hashlib.sha256(content.encode()).hexdigest()
    assert reader.digests.setdefault(number, digest) == digest, f"edition {number} was changed"


ROLES: dict[str, dict[Callable[[Person], None], int]] = {
    "clerk": {begin: 3, correct: 2, edit: 7, submit: 5, ask: 1},
    "reviewer": {publish: 5, publish_together: 2, return_for_changes: 2, withdraw: 2, decline: 1},
    "administrator": {oversee: 6, close_for_a_while: 1},
    "reader": {read: 5, download: 1, read_edition: 2},
}
