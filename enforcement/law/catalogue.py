"""The regulations' own words, and the obligations read out of them."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from enforcement.law.facts import LawError

_FOLDER = Path(__file__).parent
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Text:
    """A regulation as published, article by article, defects of the source included.

    `articles` maps a heading (`第九条`; in the extracts of national law `行政处罚法第六十条`) to its words.
    """

    id: str
    header: Mapping[str, str]
    articles: Mapping[str, str]

    @property
    def title(self) -> str:
        return self.header["title"]

    def article(self, reference: str) -> str | None:
        """The words of the article that holds `reference`, such as 第十三条第一款第（一）项; None if absent."""
        for heading, words in self.articles.items():
            if reference.startswith(heading):
                return words
        return None

    def says(self, quote: str, *, reference: str) -> bool:
        """Whether the article holds the quote word for word, white space aside."""
        words = self.article(reference)
        return words is not None and _squeeze(quote) in _squeeze(words)


@dataclass(frozen=True)
class Obligation:
    """One duty that a regulation lays down: where it stands, what it asks, how one sees that it is met."""

    id: str
    document: str
    article: str
    stage: str
    kind: str
    quote: str
    obligation_en: str
    acceptance: str
    app: str


def text(id: str) -> Text:
    """The text `texts/<id>.txt`; raises LawError where there is none."""
    found = texts().get(id)
    if found is None:
        raise LawError(f"没有编号为“{id}”的法规文本。")
    return found


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Text]:
    """All shipped texts by id."""
    return {path.stem: _read(path) for path in sorted((_FOLDER / "texts").glob("*.txt"))}


@lru_cache(maxsize=1)
def obligations() -> Mapping[str, Obligation]:
    """All obligations by id, such as `LN-25-7`, in the order of the file."""
    with (_FOLDER / "obligations.csv").open(encoding="utf-8", newline="") as file:
        rows = [Obligation(**row) for row in csv.DictReader(file)]
    found = {row.id: row for row in rows}
    if len(found) != len(rows):
        raise LawError("obligations.csv：义务编号重复。")
    return found


def _read(path: Path) -> Text:
    head, *blocks = re.split(r"(?m)^## ", path.read_text(encoding="utf-8"))
    header: dict[str, str] = {}
    for line in head.strip().splitlines():
        key, _, value = line.partition(": ")
        header[key] = value
    articles: dict[str, str] = {}
    for block in blocks:
        heading, _, words = block.partition("\n")
        if heading in articles:
            raise LawError(f"texts/{path.name}：{heading}重复。")
        articles[heading] = words.strip()
    return Text(id=path.stem, header=header, articles=articles)


def _squeeze(words: str) -> str:
    return _SPACE.sub("", words)
