"""What everybody may read, without signing in: the same for all, so caches may keep it for a minute."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from disclosure import forms, queries

KEPT_SECONDS = 60
kept = method_decorator(cache_control(public=True, max_age=KEPT_SECONDS), name="dispatch")


@kept
class PublicList(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = forms.SearchForm(request.GET)
        asked = form.cleaned_data if form.is_valid() else {}
        page = queries.public_list(
            agency=asked.get("agency", ""), number=asked.get("number", ""), after=request.GET.get("after", "")
        )
        context = {"form": form, "publications": page.rows, "after": page.after, "is_search": any(asked.values())}
        return render(request, "disclosure/public_list.html", context)


@kept
class PublicDetail(View):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        found = queries.public_detail(code)
        if found is None:
            raise Http404
        return render(request, "disclosure/public_detail.html", {"publication": found})
