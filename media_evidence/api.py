"""REST: the tus endpoint for unmodified clients, the state of what was handed over, links to acts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.authentication import CSRFCheck
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.models import Act
from enforcement import access, rest, tokens
from enforcement.actors import Actor
from enforcement.errors import Denied, Refusal
from media_evidence import actions, queries, tus
from media_evidence.models import Media, Upload
from media_evidence.spool import Gone, Refused

MAX_BYTES = 1 << 40
STALLED_SECONDS = 60


class TusView(View):
    """What every tus request shares: the version, who sends, refusals as one sentence of plain text."""

    actor: Actor
    allowed: tuple[str, ...] = ()

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # old proxies let only GET and POST through; the protocol names this way round
        method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
        handler = getattr(self, method.lower(), None) if method in self.allowed else None
        try:
            if handler is None:
                raise _NotAllowed
            if method in ("POST", "PATCH", "HEAD"):
                tus.check_version(request.headers)
            if method != "OPTIONS":
                self.actor = _actor(request)
            response: HttpResponse = handler(request, *args, **kwargs)
        except Refused as refused:
            response = _sentence(refused.status, str(refused))
        except Refusal as refusal:
            response = _sentence(refusal.status, str(refusal))
        except ValidationError as error:
            response = _sentence(400, "；".join(error.messages))
        except _NotAllowed:
            response = _sentence(405, "该地址不支持这种请求；已移交的音像记录不能删除或者改写（第三十条第（三）项）。")
            response["Allow"] = ", ".join(self.allowed)
        response["Tus-Resumable"] = tus.VERSION
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(status=204, headers=tus.capabilities(max_bytes=MAX_BYTES))


class _NotAllowed(Exception):
    pass


class _Stranger(Refused):
    status = 401

    def __init__(self) -> None:
        super().__init__("请先登录，或者在请求中附上有效的设备令牌。")


def _sentence(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


def _actor(request: HttpRequest) -> Actor:
    """By token, else by session with its CSRF token in X-CSRFToken. Raises _Stranger, Denied."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        if actor := tokens.actor_of_token(secret.strip()):
            return actor
        raise _Stranger
    if getattr(request, "actor", None) is None:
        raise _Stranger
    check = CSRFCheck(lambda request: None)  # type: ignore[arg-type]
    check.process_request(request)
    if request.method not in ("GET", "HEAD") and check.process_view(request, None, (), {}):
        raise Denied("页面已过期，请刷新页面后重试；已上传的内容会自动续传。")
    return request.actor


class Uploads(TusView):
    """Creation."""

    allowed = ("POST", "OPTIONS")

    def post(self, request: HttpRequest) -> HttpResponse:
        announced = tus.read_creation(request.headers, max_bytes=MAX_BYTES)
        said = announced.metadata
        device = queries.device_of(self.actor, said["device"]) if said.get("device") else None
        if said.get("device") and device is None and not self.actor.device_key:
            raise ValidationError("没有这台设备，或者它不在您的管理范围内，请重新选择。")
        upload = actions.begin_upload(
            name=said.get("filename") or said.get("name", ""), size_bytes=announced.length, device=device,
            act=_act(said.get("act", "")), claimed_sha256=said.get("sha256", ""), by=self.actor,
        )  # fmt: skip
        response = HttpResponse(
            status=201, headers=tus.status_headers(offset=0, length=upload.size_bytes, expires_at=upload.expires_at)
        )
        response["Location"] = reverse("media_evidence:upload", args=[upload.key])
        return response


class UploadPieces(TusView):
    """HEAD where it stands, PATCH a piece; GET the state in JSON, also long after the last byte."""

    allowed = ("HEAD", "PATCH", "GET", "OPTIONS")

    def head(self, request: HttpRequest, key: str) -> HttpResponse:
        upload = self._upload(key)
        return HttpResponse(headers=self._where(upload, self._offset(upload)))

    def patch(self, request: HttpRequest, key: str) -> HttpResponse:
        upload = self._upload(key)
        piece = tus.read_piece(request.headers)
        if (done := self._offset(upload)) == upload.size_bytes:
            if (piece.offset, piece.amount) != (done, 0):
                raise _Complete
            return HttpResponse(status=204, headers=self._where(upload, done))
        _give_up_on_silence(request)
        try:
            offset = actions.spool().append(
                upload.key,
                request,
                offset=piece.offset,
                amount=piece.amount,
                length=upload.size_bytes,
                checksum=piece.checksum,
            )
        except UnreadablePostError:
            raise _CutOff from None
        if offset == upload.size_bytes:
            actions.receive(upload, by=self.actor)
        return HttpResponse(status=204, headers=self._where(upload, offset))

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        upload = self._upload(key)
        offset = self._offset(upload)
        media = Media.objects.filter(upload=upload).select_related("dossier", "blob", "duplicate_of__dossier").first()
        said = {"name": upload.name, "size_bytes": upload.size_bytes, "offset": offset}
        return JsonResponse(said | (describe(media) if media else {"state": "receiving", "state_label": "上传中"}))

    def _upload(self, key: str) -> Upload:
        upload = queries.own_upload(self.actor, key)
        if upload is None or upload.expired_at is not None:
            raise Gone
        return upload

    def _offset(self, upload: Upload) -> int:
        """Bytes that are here; the last one may have come when nobody was left to record it."""
        if hasattr(upload, "media"):
            return upload.size_bytes
        offset = actions.spool().offset(upload.key)
        if offset == upload.size_bytes:
            actions.receive(upload, by=self.actor)
        return offset

    def _where(self, upload: Upload, offset: int) -> dict[str, str]:
        return tus.status_headers(offset=offset, length=upload.size_bytes, expires_at=upload.expires_at)


class _Complete(Refused):
    status = 403

    def __init__(self) -> None:
        super().__init__("该文件已经传完，内容不能再更改（第三十条第（三）项）。")


class _CutOff(Refused):
    """Nobody is left to read this; what came is kept."""

    status = 408

    def __init__(self) -> None:
        super().__init__("连接中断，已收到的内容保留，请续传。")


def _give_up_on_silence(request: HttpRequest) -> None:
    """A client that has vanished holds the lock no longer than this; it resumes where the bytes end."""
    connection = request.META.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(STALLED_SECONDS)


def describe(media: Media) -> dict[str, Any]:
    """A recording as REST shows it."""
    return {
        "code": media.code,
        "url": reverse("media_evidence:page", args=[media.code]),
        "state": media.state,
        "state_label": media.get_state_display(),
        "reason": media.reason,
        "received_at": media.received_at.isoformat(),
        "sha256": media.blob.sha256 if media.blob else "",
        "sm3": media.blob.sm3 if media.blob else "",
        "duplicate_of": media.duplicate_of.code if media.duplicate_of else "",
        "playable": media.proxy_state == "ready",
        "warnings": media.warnings,
    }


class Footage(APIView):
    @extend_schema(summary="音像记录的状态、校验值和关联", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, code: str) -> Response:
        media = _media(request, code)
        access.require(request.auth, "media.view", media)
        acts = [link.act_id for link in queries.standing_links(media)]
        return Response(describe(media) | {"name": media.name, "size_bytes": media.size_bytes, "acts": acts})


class FootageLinks(rest.ActionAPIView):
    @extend_schema(
        summary="把音像记录关联到执法活动", request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT},
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True)],
    )  # fmt: skip
    def post(self, request: Request, code: str) -> Response:
        media, act = _media(request, code), _act(str(request.data.get("act", "")))
        if act is None:
            raise ValidationError({"act": "请写明执法活动。"})
        return self.carry_out(lambda: {"link": actions.link(media, act, by=self.actor).pk}, status=201)


def _media(request: Request, code: str) -> Media:
    actor: Actor = request.auth
    try:
        if actor.device_key:
            return Media.objects.select_related("dossier", "device__dossier", "blob", "duplicate_of__dossier").get(
                dossier__key=f"media/{code}", device__dossier__key=actor.device_key
            )
        return queries.media_page(actor, code)
    except Media.DoesNotExist:
        raise Http404("没有这份音像记录，或者它不在您的管理范围内。") from None


def _act(said: str) -> Act | None:
    """ValidationError for words that name no act."""
    if not said:
        return None
    act = queries.act_of(said)
    if act is None:
        raise ValidationError({"act": "没有这次执法活动，请核对。"})
    return act
