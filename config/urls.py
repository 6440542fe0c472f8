"""Every address of the product; each app brings its own table."""

from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("enforcement.urls")),
    path("", include("cases.urls")),
    path("", include("devices.urls")),
    path("", include("media_evidence.urls")),
    path("", include("records.urls")),
    path("", include("legal_review.urls")),
    path("", include("disclosure.urls")),
]

handler400 = "enforcement.views.errors.bad_request"
handler403 = "enforcement.views.errors.denied"
handler404 = "enforcement.views.errors.not_found"
handler500 = "enforcement.views.errors.server_error"
