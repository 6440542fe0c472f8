"""One byte range of a stored file, as players ask for it (RFC 9110 §14); Django's FileResponse knows none."""

import re

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from enforcement import blobs
from enforcement.models import Blob

RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


def respond(
    blob: Blob, *, media_type: str, range_header: str = "", if_range: str = "", name: str = ""
) -> HttpResponseBase:
    """The blob, or the part that `range_header` asks for: 200, 206, or 416 where it lies outside.

    Several ranges, or an If-Range of other bytes, are answered whole. With `name` the browser saves instead of showing.
    """
    tag = f'"{blob.sha256}"'
    if if_range and if_range != tag:
        range_header = ""
    size = blob.size_bytes
    part = _part(range_header, size)
    if part is not None and part[0] > part[1]:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    response = StreamingHttpResponse(
        blobs.read_range(blob.sha256, first, last), status=206 if part else 200, content_type=media_type
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    if name:
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _part(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte; first > last says that the range cannot be satisfied; None that there is none."""
    match = RANGE.match(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    if not match[1]:
        wanted = int(match[2])
        return (max(0, size - wanted), size - 1) if wanted else (1, 0)
    first, last = int(match[1]), int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    return (first, min(last, size - 1)) if first < size else (1, 0)
