"""The three ways in which an action is refused. Each carries a Chinese sentence; views map them once.

`Denied` → 403, `Unmet` and `Stale` → 409, Django's `ValidationError` → 400.
"""

from collections.abc import Sequence

from enforcement import law


class Refusal(Exception):
    """Base of what an action raises when it will not do what it was asked."""

    status = 409


class Denied(Refusal):
    """`actor` may not do this: says who may, and by which article where one speaks of it."""

    status = 403

    def __init__(self, reason: str, article: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.article = article

    def __str__(self) -> str:
        return f"{self.reason}（{self.article}）" if self.article else self.reason


class Unmet(Refusal):
    """The dossier still lacks what the law asks for before this step."""

    def __init__(self, gaps: Sequence[law.Gap]) -> None:
        super().__init__("；".join(f"{gap.text}（{gap.cite}）" for gap in gaps))
        self.gaps = list(gaps)


class Stale(Refusal):
    """Somebody else was faster, or this has been done already; nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
