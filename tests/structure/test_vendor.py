"""What the browser gets comes from this machine, unchanged, and nothing asks for more than the policy allows."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"
FILES = tomllib.loads((VENDOR / "VENDOR.toml").read_text())["file"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# sheets for the printer of PDF carry their own style and never reach a browser
PAGES = [path for path in TEMPLATES if "print" not in path.parts]
OWN_STATIC = sorted(path for kind in ("css", "js", "img") for path in (ROOT / "static" / kind).rglob("*.*"))
# a name of an XML language, never fetched
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["path"])
def test_a_vendored_file_is_what_its_package_publishes(file: dict[str, str]) -> None:
    published = (VENDOR / file["path"]).read_bytes() + file["cut"].encode()
    assert hashlib.sha256(published).hexdigest() == file["sha256"]


def test_every_vendored_file_is_declared() -> None:
    assert {path.name for path in VENDOR.iterdir()} == {file["path"] for file in FILES} | {
        "VENDOR.toml",
        "LICENSES.txt",
    }


def test_every_declaration_names_package_version_and_licence() -> None:
    for file in FILES:
        assert file["package"] and re.fullmatch(r"\d+\.\d+\.\d+", file["version"]) and file["licence"]
        assert f"{file['package']} {file['version']}" in (VENDOR / "LICENSES.txt").read_text()


@pytest.mark.parametrize("path", [*TEMPLATES, *OWN_STATIC], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_names_an_address_outside(path: Path) -> None:
    addresses = set(re.findall(r"(?:https?:)?//[a-z0-9][\w.-]*\.[a-z]{2,}[^\s\"'<)]*", path.read_text()))
    assert not addresses - NAMESPACES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), "style= is refused by the content security policy"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "event attributes are refused by the content security policy"
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", text), "scripts lie in static/js"


def test_the_style_sheet_stays_small() -> None:
    lines = (ROOT / "static" / "css" / "app.css").read_text().splitlines()
    assert len(lines) <= 400
    assert lines[1].startswith(":root"), "variables come first"
