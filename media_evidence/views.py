"""Pages about footage: 移交, the list, one recording with its player, links, the original."""

import uuid
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cases.models import Act
from enforcement import access, composition, journal
from enforcement.models import Blob
from enforcement.web import ActionView, PageView
from media_evidence import actions, forms, ingest, queries, ranges
from media_evidence.models import Media

PAGE = 50
PLAYBACK_SECONDS = 12 * 3600
DOWNLOAD_SECONDS = 300
RECEIPT_DAYS = timedelta(days=2)


class MediaList(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "media.view")
        form = forms.FilterForm(request.GET, actor=self.actor)
        asked = queries.Filters(**form.cleaned_data) if form.is_valid() else queries.Filters()
        found = queries.media_list(self.actor, asked)
        media, after = queries.page_of_media(found, request.GET.get("after", ""), PAGE)
        return render(request, "media_evidence/media_list.html", {"media": media, "after": after, "form": form})


class HandOver(PageView):
    """移交: choose the recorder, drop the files, watch them arrive; the browser sends them by tus."""

    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "media.upload")
        chosen = {name: request.GET.get(name, "") for name in ("device", "act")}
        context = {
            "form": forms.HandOverForm(initial=chosen, actor=self.actor),
            "arrivals": queries.arrivals(self.actor, since=timezone.now() - RECEIPT_DAYS),
        }
        return render(request, "media_evidence/hand_over.html", context)


class Receipt(PageView):
    """The list of what arrived, as the page of 移交 asks for it again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "media.upload")
        arrivals = queries.arrivals(self.actor, since=timezone.now() - RECEIPT_DAYS)
        return render(request, "media_evidence/receipt.html", {"arrivals": arrivals})


class MediaView(PageView):
    """Base of what is about one recording that the actor sees."""

    @property
    def media(self) -> Media:
        if not hasattr(self, "_media"):
            try:
                self._media = queries.media_page(self.actor, self.kwargs["code"])
            except Media.DoesNotExist:
                raise Http404("没有这份音像记录，或者它不在您的管理范围内。") from None
        return self._media

    def page_url(self) -> str:
        return reverse("media_evidence:page", args=[self.kwargs["code"]])

    def blob(self, name: str) -> Blob:
        blob = getattr(self.media, name)
        if not isinstance(blob, Blob):
            raise Http404("没有这个文件。")
        return blob

    def part(self, blob: Blob, media_type: str, *, name: str = "") -> HttpResponseBase:
        headers = self.request.headers
        return ranges.respond(
            blob,
            media_type=media_type,
            range_header=headers.get("Range", ""),
            if_range=headers.get("If-Range", ""),
            name=name,
        )

    def ticket(self, purpose: str) -> str:
        """A signed word for one playback or one download of this recording by this post."""
        post = self.actor.post.pk if self.actor.post else 0
        return signing.dumps([uuid.uuid4().hex, self.media.pk, post], salt=f"media.{purpose}")

    def key_of(self, ticket: str, purpose: str, seconds: int) -> str:
        """What makes the ticket unique; Http404 for one that is forged, too old, or another's."""
        try:
            key, media, post = signing.loads(ticket, salt=f"media.{purpose}", max_age=seconds)
        except signing.BadSignature:
            raise Http404("链接已失效，请回到音像记录页面重新打开。") from None
        if (media, post) != (self.media.pk, self.actor.post.pk if self.actor.post else 0):
            raise Http404("链接已失效，请回到音像记录页面重新打开。")
        return str(key)


class MediaPage(MediaView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        access.require(self.actor, "media.view", self.media)
        links = [
            (link, composition.page_of(link.act.case.dossier), queries.mismatch(self.media, link.act))
            for link in queries.standing_links(self.media)
        ]
        context = {
            "media": self.media,
            "code": code,
            "links": links,
            "ticket": self.ticket("play"),
            "lines": journal.timeline(self.media.dossier),
            "is_working": self.media.state in ("received", "stored") or self.media.proxy_state == "queued",
        }
        return render(request, "media_evidence/media_page.html", context)


class Play(MediaView):
    """The copy that browsers play, by ranges; the first request of a ticket is one 播放 in the journal."""

    def get(self, request: HttpRequest, code: str, ticket: str) -> HttpResponseBase:
        key = self.key_of(ticket, "play", PLAYBACK_SECONDS)
        proxy = self.blob("proxy")
        actions.begin_playback(self.media, key=key, by=self.actor)
        kinds = {"audio": "audio/mp4", "photo": "image/jpeg"}
        return self.part(proxy, kinds.get(self.media.kind, "video/mp4"))


class Picture(MediaView):
    """Poster or strip: small stills that lists show; looking at them is no playing."""

    def get(self, request: HttpRequest, code: str, part: str) -> HttpResponseBase:
        if part not in ("poster", "strip"):
            raise Http404("没有这个文件。")
        access.require(self.actor, "media.view", self.media)
        media_type = "image/png" if part == "strip" and self.media.kind == "audio" else "image/jpeg"
        return self.part(self.blob(part), media_type)


class MediaAction(MediaView, ActionView):
    """Base of the forms about one recording."""

    def subject(self) -> Media:
        return self.media

    def cancel_url(self) -> str:
        return self.page_url()


class LinkMedia(MediaAction):
    action, title, submit, done = "media.link", "关联执法活动", "关联", "已关联到执法活动。"
    form_class = forms.LinkForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def perform(self, form: forms.LinkForm) -> None:
        actions.link(self.media, _act(form.cleaned_data["act"]), by=self.actor)


class UnlinkMedia(MediaAction):
    action, title, submit = "media.unlink", "解除关联", "解除关联"
    done, is_dangerous = "已解除关联，音像记录仍然保留。", True
    form_class = forms.ReasonForm

    def perform(self, form: forms.ReasonForm) -> None:
        actions.unlink(self.media, _act(self.kwargs["act"]), by=self.actor, reason=form.cleaned_data["reason"])


class ProcessAgain(MediaAction):
    action, title, submit, done = "media.process", "重新处理", "重新处理", "已重新排队处理。"

    def perform(self, form: Any) -> None:
        ingest.process_again(self.media, by=self.actor)


class AskForOriginal(MediaAction):
    action, title, submit, done = "media.download", "下载原件", "下载", ""
    form_class = forms.DownloadForm

    def perform(self, form: forms.DownloadForm) -> str:
        actions.allow_download(self.media, by=self.actor, reason=form.cleaned_data["reason"])
        return reverse("media_evidence:original", args=[self.kwargs["code"], self.ticket("original")])


class Original(MediaView):
    def get(self, request: HttpRequest, code: str, ticket: str) -> HttpResponseBase:
        self.key_of(ticket, "original", DOWNLOAD_SECONDS)
        access.require(self.actor, "media.download", self.media)
        return self.part(self.blob("blob"), "application/octet-stream", name=self.media.name)


def _act(pk: int) -> Act:
    found = queries.act_of(pk)
    if found is None:
        raise Http404("没有这次执法活动。")
    return found
