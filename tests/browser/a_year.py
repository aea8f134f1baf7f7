"""Who lives the year of `test_year.py`, on what day, and what is watched of it.

Each person has a browser of the own width and language. `YEAR_PICTURES` names a folder for a
picture of each step in both languages.
"""

import datetime
import io
import os
from pathlib import Path

from django.utils import timezone
from PIL import Image, ImageDraw

from programs.models import Project
from tests.browser.keystrokes import Effort

PICTURES = os.environ.get("YEAR_PICTURES")
LANGUAGES = {"en": "/", "zh": "/zh-hans/"}
PHONE, DESK = 360, 1280
ADMIN = "/admin/programs/project"


class Clock:
    """The day on which the site is read and written. Editions keep the clock of the database, so
    the year that is lived lies ahead."""

    def __init__(self, monkeypatch):
        self._ahead, self._plain = datetime.timedelta(0), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: self._plain() + self._ahead)

    def turn_to(self, year: int, month: int, day: int) -> None:
        noon = datetime.datetime(year, month, day, 12, tzinfo=datetime.UTC)
        self._ahead = noon - self._plain()


class Person:
    """Somebody in front of a screen: a member of staff, or a reader where `user` is None.

    `loads` counts the pages that the browser loaded since `counting` was called; `effort` all that
    was typed, chosen and pressed.
    """

    def __init__(self, browser, live_server, user=None, *, language="en", width=DESK):
        size = {"width": width, "height": 800}
        self.context = browser.new_context(base_url=live_server.url, viewport=size)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.user, self.language, self.loads, self.effort = user, language, 0, Effort()
        self.page.on("load", lambda _page: self._count())

    def _count(self):
        self.loads += 1
        self.effort.loads += 1

    def counting(self) -> None:
        self.loads = 0

    def open(self, address: str) -> None:
        answer = self.page.goto(LANGUAGES[self.language] + address.lstrip("/"))
        assert answer.status == 200, f"{answer.status} {self.page.url}"

    def sign_in(self) -> None:
        """Sign in, as on the first morning after the last session ended."""
        self.context.clear_cookies()
        self.page.goto(f"{LANGUAGES[self.language]}admin/login/")
        self.fill(username=self.user.username, password="secret")
        self.press("input[type=submit]")

    def fill(self, **values) -> None:
        """Type into fields by the ends of their ids, choose from lists."""
        for name, value in values.items():
            field = self.page.locator(f"#id_{name}")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
                self.effort.choose()
            else:
                field.fill(value)
                self.effort.type(str(value))

    def choose(self, field: str, words: str) -> None:
        """Choose from a list that is searched by typing."""
        self.page.locator(f".field-{field} .select2-selection").first.click()
        self.page.locator(".select2-search__field").fill(words)
        self.page.locator(".select2-results__option", has_text=words).first.click()
        self.effort.search(words)

    def attach(self, selector: str, files: list) -> None:
        self.page.set_input_files(selector, files)
        self.effort.attach(len(files))

    def click(self, selector: str) -> None:
        """Press what changes the page that is open."""
        self.page.locator(selector).first.click()
        self.effort.press()

    def press(self, selector: str) -> None:
        """Press what leads to another page."""
        self.effort.press()
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def follow(self, name: str) -> None:
        """Follow a link or press a button by its name, in this person's language."""
        control = self.page.locator("a, button, input[type=submit]")
        self.effort.press()
        with self.page.expect_navigation():
            control.filter(has_text=name).or_(
                self.page.locator(f'input[type=submit][value="{name}"]')
            ).first.click()

    def says(self, *words: str) -> None:
        """The page says this."""
        text = self.words
        missing = [word for word in words if word not in text]
        assert not missing, f"{missing} not on {self.page.url}:\n{text[:1500]}"

    @property
    def words(self) -> str:
        main = self.page.locator("main, #content").first
        return main.inner_text().replace("\xa0", " ")

    def take_step(self, name: str, reason: str, selector: str = "") -> None:
        """Press a step of review that this page offers, for a reason."""
        self.page.locator("#id_reason").last.fill(reason)
        self.press(selector or f'button[name=step][value="{name}"]')

    def watch(self, step: str, *, en=(), zh=()) -> None:
        """See the page that is open in both languages: it fits, says its words, and hides
        nothing."""
        own = self.language
        if self.page.evaluate("document.readyState") != "complete":
            self.page.wait_for_load_state()
        self.look(step, own, {"en": en, "zh": zh}[own])
        here = self.page.url
        other = "zh" if own == "en" else "en"
        self.page.goto(_in_language(here, other))
        self.look(step, other, {"en": en, "zh": zh}[other])
        self.page.goto(here)

    def look(self, step: str, language: str, words) -> None:
        if PICTURES:
            name = f"{step}-{language}-{self.page.viewport_size['width']}.png"
            self.page.screenshot(path=Path(PICTURES) / name, full_page=True)
        lang = self.page.locator("html").get_attribute("lang")
        assert lang == {"en": "en", "zh": "zh-hans"}[language], self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{wide} px too wide: {self.page.url}"
        self.says(*words)


def _in_language(address: str, language: str) -> str:
    host, _slash, path = address.partition("//")[2].partition("/")
    plain = path.removeprefix("zh-hans/")
    return f"http://{host}{LANGUAGES[language]}{plain}"


def photograph(words: str) -> dict[str, object]:
    """A photograph as a phone takes it."""
    picture = Image.new("RGB", (1200, 900), "#7a9a6a")
    ImageDraw.Draw(picture).rectangle((300, 350, 900, 800), fill="#b58a5a")
    content = io.BytesIO()
    picture.save(content, "JPEG")
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def code_of(year, county: str) -> str:
    return f"{year.number}-{county}-001"


def publish_all(year, reason: str = "已核对") -> None:
    """Zhao publishes everything that waits."""
    zhao = year.zhao
    zhao.open("/admin/queue/to-review/")
    for box in zhao.page.locator("input[name=chosen]").all():
        box.check()
    zhao.take_step("publish", reason)
    zhao.says("Done: Publish")


def correct(person, code: str, reason: str) -> int:
    """Open a correction of what is public; its form is open afterwards."""
    public = Project.objects.published().get(code=code)
    person.open(f"{ADMIN}/{public.pk}/change/")
    person.press(f'a[href$="/{public.pk}/step/correct/"]')
    person.take_step("correct", reason, ".submit-row input.default")
    return Project.objects.open().get(code=code).pk


def report_by_address(year, person, county: str, period: str, percent, received, spent, why=""):
    code = code_of(year, county)
    person.open(f"/admin/programs/progressreport/{code}/{year.number}/{period}/")
    person.fill(
        physical_percent=percent,
        progress_zh="按计划推进。",
        **{"money-1-received_to_date": received, "money-1-spent_to_date": spent},
    )
    if why:
        explained = person.page.locator("#id_money-1-explanation_zh")
        if not explained.is_visible():
            person.page.locator(".entry details summary").first.click()
        person.fill(**{"money-1-explanation_zh": why})
    person.press("input[name=submit]")
