"""The real product as processes, and a real browser: what journeys, faults and runtime tests stand on."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
SLOW_FOLDERS = {"journeys", "faults", "runtime"}
ONCE_FOLDERS = {"faults", "runtime"}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def eventually(ask: Callable[[], T], *, within: float = 10, every: float = 0.1) -> T:
    """Ask until the answer is truthy and return it; an AssertionError or OSError counts as not yet."""
    until = time.monotonic() + within
    while True:
        last: object = None
        try:
            if answer := ask():
                return answer
        except (AssertionError, OSError) as error:
            last = error
        if time.monotonic() > until:
            raise AssertionError(f"not within {within} s: {last or ask!r}")
        time.sleep(every)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(data: Path) -> dict[int, list[str]]:
    """Command lines, by process id, of every process that has `data` in its environment."""
    found = {}
    mark = f"ZHIJI_DATA={data}\0".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes() + b"\0":
                found[int(folder.name)] = (folder / "cmdline").read_text().split("\0")
        except (OSError, UnicodeDecodeError):
            continue
    return {pid: line for pid, line in found.items() if any(line)}


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Product:
    """One installation: `start` runs what `script/server` runs after set-up; `stop` is Ctrl-C."""

    data: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    admin: tuple[str, str] = ("admin", "zhiji-Journey-2026")
    process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        ours = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "ZHIJI_", "HOST", "SECRET_KEY", "PYTEST_")
        env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        env |= {"ZHIJI_DATA": str(self.data), "PORT": str(self.port)}
        env |= {"ZHIJI_ADMIN_NAME": self.admin[0], "ZHIJI_ADMIN_PASSWORD": self.admin[1]}
        if self.database_url:
            env["DATABASE_URL"] = self.database_url
        return env

    def launch(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "script/serve.py", *arguments],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **options,
        )

    def start(self, *arguments: str, within: float = 60) -> "Product":
        log = (self.data.parent / f"{self.data.name}.terminal").open("ab")
        self.process = self.launch(*(arguments or ("--empty",)), stdout=log, stderr=subprocess.STDOUT)
        log.close()
        eventually(lambda: self.answers() or self.process.poll() is not None, within=within)
        assert self.process.poll() is None, self.said()
        return self

    def said(self) -> str:
        """What the terminal showed."""
        return (self.data.parent / f"{self.data.name}.terminal").read_text()

    def answers(self, path: str = "/healthz") -> bool:
        try:
            with urllib.request.urlopen(self.base_url + path, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise

    def children(self) -> dict[str, int]:
        """Process ids of redis, web, worker and beat."""
        names = {"redis-server": "redis", "gunicorn": "web", "worker": "worker", "beat": "beat"}
        found = {}
        for pid in children_of(self.process.pid):
            line = Path(f"/proc/{pid}/cmdline").read_text()
            for mark, name in names.items():
                if mark in line.split("\0") or (name == "redis" and mark in line):
                    found[name] = pid
        return found

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command on this installation, also while it serves."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """Makes an empty database on the server of this run; answers "" on SQLite, which needs none."""
    url = os.environ.get("DATABASE_URL", "")
    made: list[str] = []

    def _new() -> str:
        if not url:
            return ""
        made.append(f"zhiji_{uuid.uuid4().hex[:12]}")
        with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{made[-1]}"')
        return urlunsplit(urlsplit(url)._replace(path=f"/{made[-1]}"))

    yield _new
    if made:
        with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as server:
            for name in made:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Iterator[Product]:
    """The running product with its first administrator and nothing else; one for all journeys of a run."""
    running = Product(tmp_path_factory.mktemp("product") / "data", new_database())
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def installation(tmp_path: Path, new_database: Callable[[], str]) -> Iterator[Product]:
    """An installation of the test's own, not yet started; stopped when the test is over."""
    own = Product(tmp_path / "data", new_database())
    try:
        yield own
    finally:
        own.stop(signal.SIGTERM)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield chromium
        chromium.close()


def _is_an_error(message: ConsoleMessage) -> bool:
    """Anything but the browser's own note of a refusal that a story asked for, or of a line that it cut."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def open_page(browser: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """A page in a fresh browser profile: each call is another visitor. Ends with no script or CSP error, no 5xx, no foreign request."""
    contexts, complaints = [], []

    def _open(**options: Any) -> Page:
        settings = {"viewport": {"width": 1366, "height": 768}} | options
        context = browser.new_context(
            base_url=product.base_url, locale="zh-CN", timezone_id="Asia/Shanghai", **settings
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda message: complaints.append(message.text) if _is_an_error(message) else None)
        page.on(
            "response",
            lambda answer: (
                complaints.append(f"{answer.status} {answer.url}")
                if answer.status >= 500 or (answer.status == 404 and "/static/" in answer.url)
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                complaints.append(f"foreign request: {request.url}")
                if not request.url.startswith((product.base_url, "data:", "blob:", "about:"))
                else None
            ),
        )
        return page

    yield _open
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/login/" if page.url == "about:blank" else page.url)
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("form button[type=submit]").click()
    expect(page.locator("input[name=password]")).to_have_count(0)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests share one worker; on PostgreSQL, of faults and runtime only those marked `on_both` run."""
    on_postgres = bool(os.environ.get("DATABASE_URL"))
    kept, dropped = [], []
    for item in items:
        folder = _folder(item)
        if folder in SLOW_FOLDERS:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("product"))
        is_once = on_postgres and folder in ONCE_FOLDERS and not item.get_closest_marker("on_both")
        (dropped if is_once else kept).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many tests ran on which database, over all runs of one `script/test`."""
    tally = os.environ.get("ZHIJI_TEST_TALLY")
    if not tally or hasattr(config, "workerinput"):
        return
    name = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    counts = {kind: len(terminalreporter.stats.get(kind, [])) for kind in ("passed", "failed", "error", "skipped")}
    with open(tally, "a") as file:
        file.write(json.dumps([name, counts]) + "\n")
    terminalreporter.section("how many tests ran on which database")
    for line in Path(tally).read_text().splitlines():
        database, numbers = json.loads(line)
        shown = ", ".join(f"{number} {kind}" for kind, number in numbers.items() if number or kind == "passed")
        terminalreporter.write_line(f"{database}: {shown}")
