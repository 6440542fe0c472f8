"""The workbench and one's own lists."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from enforcement import composition, notices
from enforcement.models import Notice
from enforcement.queries import home
from enforcement.web import PageView


class Home(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        bench = home.workbench(self.actor, now=now)
        context = {
            "bench": bench,
            "clocks": [(row, composition.page_of(row.dossier)) for row in bench.clocks],
            "gaps": [(dossier, composition.page_of(dossier), gaps) for dossier, gaps in bench.gaps],
            "now": now,
        }
        return render(request, "enforcement/home.html", context)


class Todos(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        todos = composition.todos_for(self.actor)
        sources = sorted({todo.source for todo in todos})
        source = request.GET.get("source", "")
        shown = [todo for todo in todos if source in ("", todo.source)]
        context = {"todos": shown, "sources": sources, "source": source, "now": timezone.now()}
        return render(request, "enforcement/todos.html", context)


class Notices(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = home.notices_page(self.actor, after=request.GET.get("after", ""))
        return render(request, "enforcement/notices.html", {"page": page})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """All of them are read."""
        notices.mark_read(self.actor.person, now=timezone.now())  # type: ignore[arg-type]
        return HttpResponseRedirect(request.path)


class OpenNotice(PageView):
    """Reads a notice and goes to what it speaks of. Coming here by GET (after signing in anew) reads nothing."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponseRedirect("/notices/")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = Notice.objects.filter(pk=pk, person=self.actor.person).select_related("dossier").first()
        if notice is None:
            raise Http404
        notices.mark_read(self.actor.person, now=timezone.now(), notice=notice)  # type: ignore[arg-type]
        page = notice.url or (composition.page_of(notice.dossier) if notice.dossier else "")
        return HttpResponseRedirect(page or "/notices/")


class Law(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "enforcement/law.html", {"found": home.rules_in_force(self.actor, now=timezone.now())})
