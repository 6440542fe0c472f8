"""Error pages of what no view answered: in Chinese, saying what to do, without a database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is older than the sign-in (CSRF); nothing was carried out."""
    errors = ["这个页面停留过久，或者您在别的窗口重新登录过，表单已经失效；您的提交没有办理。"]
    return render(request, "errors/403.html", {"errors": errors, "stale": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    # without the request: its context would ask the database, which may be what failed
    return HttpResponse(render_to_string("errors/500.html"), status=500)
