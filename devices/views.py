"""Pages about recorders: register, list, one recorder, 领用, 归还, tokens."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from devices import actions, forms, queries
from devices.models import Device
from enforcement import access, journal
from enforcement.actions import organisation
from enforcement.models import Token
from enforcement.web import ActionView, PageView

PAGE = 50
UPLOAD_SCOPE = "footage.upload"


class DeviceList(PageView):
    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "device.view")
        form = forms.FilterForm(request.GET)
        asked = form.cleaned_data if form.is_valid() else {}
        found = queries.device_list(self.actor, words=asked.get("q", ""), state=asked.get("state", ""))
        devices, after = queries.page_of_devices(found, request.GET.get("after", ""), PAGE)
        return render(request, "devices/device_list.html", {"devices": devices, "after": after, "form": form})


class DeviceView(PageView):
    """Base of what is about one recorder that the actor sees."""

    @property
    def device(self) -> Device:
        if not hasattr(self, "_device"):
            try:
                self._device = queries.device_page(self.actor, f"device/{self.kwargs['code']}")
            except Device.DoesNotExist:
                raise Http404("没有这台设备，或者它不在您的管理范围内。") from None
        return self._device

    def page_url(self) -> str:
        return reverse("devices:page", args=[self.kwargs["code"]])


class DevicePage(DeviceView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        access.require(self.actor, "device.view", self.device)
        context = {
            "device": self.device,
            "code": code,
            "assignments": queries.assignments(self.device),
            "tokens": queries.tokens(self.device),
            "secret": request.session.pop(_secret_name(code), ""),
            "lines": journal.timeline(self.device.dossier),
        }
        return render(request, "devices/device_page.html", context)


class DeviceAction(DeviceView, ActionView):
    """Base of the forms about one recorder."""

    def subject(self) -> Device:
        return self.device

    def cancel_url(self) -> str:
        return self.page_url()

    def form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}


class RegisterDevice(ActionView):
    action, title, submit, done = "device.register", "登记设备", "登记", "设备已登记。"
    form_class = forms.RegisterForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def cancel_url(self) -> str:
        return reverse("devices:list")

    def perform(self, form: forms.RegisterForm) -> str:
        device = actions.register_device(by=self.actor, **form.cleaned_data)
        return reverse("devices:page", args=[device.code])


class ChangeDevice(DeviceAction):
    action, title, submit, done = "device.change", "变更设备信息", "保存", "设备信息已变更。"
    form_class = forms.ChangeForm

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.device, name) for name in forms.ChangeForm.Meta.fields}

    def perform(self, form: forms.ChangeForm) -> None:
        actions.change_device(self.device, by=self.actor, **form.cleaned_data)


class IssueDevice(DeviceAction):
    action, title, submit, done = "device.issue", "领用设备", "发放", "已登记领用。"
    form_class = forms.IssueForm

    def perform(self, form: forms.IssueForm) -> None:
        actions.issue_device(self.device, to=form.cleaned_data["to"], at=form.cleaned_data["at"], by=self.actor)


class ReturnDevice(DeviceAction):
    action, title, submit, done = "device.return", "归还设备", "收回", "已登记归还，请及时移交设备中的音像记录。"
    form_class = forms.ReturnForm

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def perform(self, form: forms.ReturnForm) -> None:
        actions.return_device(self.device, by=self.actor, **form.cleaned_data)


class IssueToken(DeviceAction):
    action, title, submit = "device.token", "签发设备令牌", "签发"
    done = "令牌已签发，只显示这一次，请立即抄录到采集工作站。"
    form_class = forms.TokenForm

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def perform(self, form: forms.TokenForm) -> None:
        _, secret = organisation.issue_token(
            self.device.agency,
            scopes=[UPLOAD_SCOPE],
            device_key=self.device.dossier.key,
            by=self.actor,
            **form.cleaned_data,
        )
        self.request.session[_secret_name(self.kwargs["code"])] = secret


class RevokeToken(DeviceAction):
    action, title, submit, done = "device.token", "吊销设备令牌", "吊销", "令牌已吊销，即刻失效。"
    is_dangerous = True

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> None:
        token = Token.objects.filter(pk=self.kwargs["token"], device_key=self.device.dossier.key).first()
        if token is None:
            raise Http404("没有这个令牌。")
        organisation.revoke_token(token, by=self.actor)


def _secret_name(code: str) -> str:
    return f"device-secret-{code}"
