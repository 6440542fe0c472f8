"""The overdue board with its sheets, and the findings."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from enforcement import access, composition
from enforcement.forms.supervision import FindingFilter, SupervisionFilter
from enforcement.queries import supervision
from enforcement.web import PageView

SHEET_LINES = 200
"""Longer printed sheets are for the CSV."""


class Supervised(PageView):
    """What board, print sheet and CSV share: the right to look, and the filters."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor := getattr(request, "actor", None):
            access.require(actor, "supervision.view")
        return super().dispatch(request, *args, **kwargs)

    @property
    def filters(self) -> supervision.Filters:
        return supervision.Filters.read(self.request.GET.dict())


class Board(Supervised):
    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        filters, groups = self.filters, supervision.survey(self.actor, now=now)
        page = supervision.clocks_page(self.actor, filters, now=now, after=request.GET.get("after", ""))
        context = {
            "form": SupervisionFilter(request.GET, choices=supervision.choices(groups)),
            "filters": filters,
            "board": supervision.board(groups, filters),
            "page": page,
            "rows": [(row, composition.page_of(row.dossier)) for row in page.rows],
            "now": now,
        }
        return render(request, "enforcement/supervision_board.html", context)


class Sheet(Supervised):
    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        filters = self.filters
        rows = list(supervision.clocks(self.actor, filters, now=now)[: SHEET_LINES + 1])
        context = {
            "rows": rows[:SHEET_LINES],
            "is_cut": len(rows) > SHEET_LINES,
            "now": now,
            "state": supervision.STATES.get(filters.state, "逾期和七日内届满"),
        }
        return render(request, "enforcement/supervision_sheet.html", context)


class _Echo:
    def write(self, line: str) -> str:
        return line


class Export(Supervised):
    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        now = timezone.now()
        filters = self.filters
        writer = csv.writer(_Echo())
        rows = supervision.export_rows(self.actor, filters, now=now)

        def lines() -> Iterator[str]:
            yield "\ufeff"  # spreadsheets read the Chinese only with it
            for row in rows:
                yield writer.writerow([_harmless(cell) for cell in row])

        response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="supervision-{now:%Y%m%d}.csv"'
        return response


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


class Findings(Supervised):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = FindingFilter(request.GET or None)
        values = form.cleaned_data if form.is_valid() else {}
        page = supervision.findings_page(
            self.actor,
            kind=values.get("kind", ""),
            standing=values.get("standing", ""),
            after=request.GET.get("after", ""),
        )
        rows = [(row, composition.page_of(row.dossier)) for row in page.rows]
        return render(request, "enforcement/finding_list.html", {"form": form, "page": page, "rows": rows})
