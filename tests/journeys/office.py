"""A person at a browser, who reads labels and buttons as people do."""

import io
import os
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, Locator, Page, expect

from enforcement.law import SHANGHAI

SHOTS = os.environ.get("ZHIJI_SCREENSHOTS", "")
"""A folder, such as docs/screenshots, that journeys leave pictures of their pages in; nothing where it is unset."""

Answer = str | bool | date | datetime | list[str] | dict[str, str]
Answers = Mapping[str, Answer]


def days_ago(days: float, at: str = "") -> datetime:
    """A moment in Shanghai; `at` is a time of day such as `09:30`."""
    moment = (datetime.now(SHANGHAI) - timedelta(days=days)).replace(second=0, microsecond=0)
    if at:
        hour, minute = at.split(":")
        moment = moment.replace(hour=int(hour), minute=int(minute))
    return moment


def words(answer: Answer) -> str:
    """As it is typed."""
    if isinstance(answer, datetime):
        return f"{answer.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"
    return str(answer)


def _labelled(label: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(label)}\s*(（选填）)?\s*$")


class Seat:
    """One person's browser window. `go`, `fill`, `press` fail with what is on the page where it is not as expected."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("main")

    def go(self, path: str, *, status: int = 200) -> "Seat":
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{answer.status} {path}"
        return self

    def sign_in(self, username: str, password: str) -> "Seat":
        self.go("/login/")
        self.page.get_by_label("账号").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page).not_to_have_url(re.compile("/login/"))
        return self

    def field(self, label: str, within: Locator | None = None) -> Locator:
        return (within or self.main).get_by_label(_labelled(label)).first

    def group(self, label: str) -> Locator:
        """The controls of a compound field, under their legend."""
        return self.main.get_by_role("group", name=_labelled(label)).first

    def fill(self, answers: Answers, within: Locator | None = None) -> "Seat":
        """Type or choose each answer at its label.

        A list ticks the boxes that begin so, a table goes into the fields of the group with the label, and a text at
        a group chooses the button that is called so.
        """
        for label, answer in answers.items():
            control = self.field(label, within).or_(self.group(label)).first
            self._await(control, label)
            kind = control.evaluate("node => node.tagName + ':' + (node.type || '')")
            if isinstance(answer, dict):
                self.fill(answer, within=self.group(label))
            elif isinstance(answer, list):
                for choice in answer:
                    self.group(label).get_by_label(re.compile(rf"^\s*{re.escape(choice)}")).first.check()
            elif kind.startswith("FIELDSET"):
                self.group(label).get_by_label(_labelled(words(answer))).first.check()
            elif kind.startswith("SELECT"):
                self._choose(control, words(answer))
            elif isinstance(answer, bool):
                control.set_checked(answer)
            else:
                control.fill(words(answer))
        return self

    def _choose(self, control: Locator, wanted: str) -> None:
        """The option that is called so, or else the one that begins so."""
        labels = [text.strip() for text in control.locator("option").all_inner_texts()]
        fits = [text for text in labels if text == wanted] or [text for text in labels if text.startswith(wanted)]
        assert fits, f"{wanted!r} is not among {labels}"
        control.select_option(label=fits[0])

    def press(self, name: str, within: Locator | None = None) -> "Seat":
        """A button or link by what stands on it."""
        place = within or self.main
        exact = re.compile(rf"^\s*{re.escape(name)}\s*$")
        target = place.get_by_role("button", name=exact).or_(place.get_by_role("link", name=exact)).first
        self._await(target, name)
        target.click()
        return self

    def _await(self, target: Locator, name: str) -> None:
        try:
            target.wait_for()
        except Error:
            raise AssertionError(f"no {name!r} on {self.page.url}:\n{self.main.inner_text()}") from None

    def sees(self, *texts: str) -> "Seat":
        for text in texts:
            expect(self.main).to_contain_text(text)
        return self

    def does_not_see(self, *texts: str) -> "Seat":
        for text in texts:
            expect(self.main).not_to_contain_text(text)
        return self

    def sends(self, name: str, status: int) -> "Seat":
        """Press what sends the form, and get an answer with this status."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as caught:
            self.press(name)
        assert caught.value.status == status, f"{caught.value.status} {caught.value.url}"
        return self

    def is_refused(self, *texts: str) -> "Seat":
        """The form came again with these words on top."""
        for text in texts:
            expect(self.page.locator("#error-summary")).to_contain_text(text)
        return self

    def picture(self, name: str, *, full_page: bool = False) -> "Seat":
        """Leave a picture for the manual, in few colours, where the run asks for pictures."""
        if SHOTS:
            self.page.evaluate("() => window.scrollTo(0, 0)")
            with Image.open(io.BytesIO(self.page.screenshot(full_page=full_page))) as picture:
                picture.quantize(96).save(Path(SHOTS) / f"{name}.png", optimize=True)
        return self
