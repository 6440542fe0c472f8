"""Set-up pages: agencies, units, people, posts, certificates."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from enforcement import access, law
from enforcement.actions import organisation
from enforcement.forms import organisation as forms
from enforcement.models import Agency, Person, Post, Unit
from enforcement.queries import organisation as queries
from enforcement.web import ActionView, PageView


def today() -> Any:
    return law.local_day(timezone.now())


class Agencies(PageView):
    """The whole-country administrator chooses; everybody else goes to their own agency."""

    def get(self, request: HttpRequest) -> HttpResponse:
        access.require(self.actor, "organisation.change", self.actor.agency)
        if self.actor.agency is not None and not self.actor.agency.is_whole_country:
            return redirect("enforcement:agency", self.actor.agency.pk)
        return render(request, "enforcement/agency_list.html", {"agencies": queries.agencies(self.actor)})


class AgencyPage(PageView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        agency = get_object_or_404(Agency, pk=pk)
        access.require(self.actor, "organisation.change", agency)
        titles = {id: law.load(id).title for id in law.regulations()}
        context = {"overview": queries.overview(agency, today=today()), "agency": agency, "titles": titles}
        return render(request, "enforcement/agency_detail.html", context)


class People(PageView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        agency = get_object_or_404(Agency, pk=pk)
        access.require(self.actor, "organisation.change", agency)
        words = request.GET.get("q", "").strip()[:60]
        page = queries.people_page(agency, words=words, today=today(), after=request.GET.get("after", ""))
        context = {"agency": agency, "page": page, "words": words, "today": today()}
        return render(request, "enforcement/person_list.html", context)


class PersonPage(PageView):
    def get(self, request: HttpRequest, pk: int, person: int) -> HttpResponse:
        agency = get_object_or_404(Agency, pk=pk)
        access.require(self.actor, "organisation.change", agency)
        somebody = get_object_or_404(queries.people_of(agency), pk=person)
        context = {
            "agency": agency,
            "somebody": somebody,
            "posts": queries.posts_of(somebody),
            "certificates": queries.certificates_of(somebody),
            "today": today(),
        }
        return render(request, "enforcement/person_detail.html", context)


class AgencyAction(ActionView):
    """A form about the agency in the address."""

    action = "organisation.change"

    def subject(self) -> Agency:
        return get_object_or_404(Agency, pk=self.kwargs["pk"])

    @property
    def agency(self) -> Agency:
        agency: Agency = self._subject()
        return agency

    def cancel_url(self) -> str:
        return f"/organisation/{self.agency.pk}/"


class CreateAgency(ActionView):
    action = "agency.create"
    title = "设立机关"
    submit = "设立"
    done = "机关已设立。接着请设置机构和人员。"
    form_class = forms.NewAgencyForm  # type: ignore[assignment]

    def initial(self) -> dict[str, Any]:
        return {"rules_from": today()}

    def cancel_url(self) -> str:
        return "/organisation/"

    def perform(self, form: forms.NewAgencyForm) -> str:
        return f"/organisation/{organisation.create_agency(by=self.actor, **form.cleaned_data).pk}/"


class ChangeAgency(AgencyAction):
    action = "agency.change"
    title = "变更机关信息"
    submit = "保存"
    done = "已保存。"
    form_class = forms.AgencyForm  # type: ignore[assignment]

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.agency, name) for name in forms.AgencyForm.Meta.fields}

    def form_kwargs(self) -> dict[str, Any]:
        # a copy: the form writes into its instance even when it is refused
        return {"instance": Agency.objects.get(pk=self.agency.pk)}

    def perform(self, form: forms.AgencyForm) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if changes:
            organisation.change_agency(self.agency, by=self.actor, **changes)


class ChooseRuleSet(AgencyAction):
    action = "agency.change"
    title = "改用其他规定"
    submit = "选定"
    done = "已选定。"
    form_class = forms.RuleSetForm

    def initial(self) -> dict[str, Any]:
        return {"from_on": today()}

    def perform(self, form: forms.RuleSetForm) -> None:
        organisation.choose_rule_set(self.agency, by=self.actor, **form.cleaned_data)


class CreateUnit(AgencyAction):
    title = "设立机构"
    submit = "设立"
    done = "机构已设立。"
    form_class = forms.UnitForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"agency": self.agency}

    def perform(self, form: forms.UnitForm) -> None:
        organisation.create_unit(self.agency, by=self.actor, **form.cleaned_data)


class EndUnit(AgencyAction):
    title = "撤销机构"
    submit = "撤销"
    done = "机构已撤销，历史记录保留。"
    is_dangerous = True
    form_class = forms.DayForm

    def initial(self) -> dict[str, Any]:
        return {"on": today()}

    def context(self) -> dict[str, Any]:
        return {"title": f"撤销机构：{self.unit.name}"}

    @property
    def unit(self) -> Unit:
        return get_object_or_404(Unit, pk=self.kwargs["unit"], agency=self.agency)

    def perform(self, form: forms.DayForm) -> None:
        organisation.end_unit(self.unit, on=form.cleaned_data["on"], by=self.actor)


class CreatePerson(AgencyAction):
    """Somebody new, in a post at once: an account without a post can do nothing."""

    title = "新增人员"
    submit = "新增"
    done = "人员已新增。请当面告知账号和初始密码。"
    form_class = forms.PersonWithPostForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"agency": self.agency}

    def initial(self) -> dict[str, Any]:
        return {"from_on": today()}

    def cancel_url(self) -> str:
        return f"/organisation/{self.agency.pk}/people/"

    def perform(self, form: forms.PersonWithPostForm) -> str:
        values = form.cleaned_data
        person = organisation.create_person(
            self.agency, username=values["username"], name=values["name"], password=values["password"], by=self.actor
        )
        organisation.create_post(
            person, unit=values["unit"], role=values["role"], from_on=values["from_on"], to_on=values["to_on"],
            by=self.actor,
        )  # fmt: skip
        return f"/organisation/{self.agency.pk}/people/{person.pk}/"


class PersonAction(AgencyAction):
    """A form about somebody of the agency."""

    @property
    def person(self) -> Person:
        return get_object_or_404(queries.people_of(self.agency), pk=self.kwargs["person"])

    def context(self) -> dict[str, Any]:
        return {"title": f"{self.title}：{self.person.name}"}

    def cancel_url(self) -> str:
        return f"/organisation/{self.agency.pk}/people/{self.kwargs['person']}/"


class CreatePost(PersonAction):
    title = "任命"
    submit = "任命"
    done = "已任命。"
    form_class = forms.PostForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"agency": self.agency}

    def initial(self) -> dict[str, Any]:
        return {"from_on": today()}

    def perform(self, form: forms.PostForm) -> None:
        organisation.create_post(self.person, by=self.actor, **form.cleaned_data)


class EndPost(PersonAction):
    title = "免任"
    submit = "免任"
    done = "已免任，任职期间的记录保留。"
    is_dangerous = True
    form_class = forms.DayForm

    def initial(self) -> dict[str, Any]:
        return {"on": today()}

    @property
    def held(self) -> Post:
        post = queries.posts_of(self.person).filter(agency=self.agency, pk=self.kwargs["post"]).first()
        if post is None:
            raise Http404
        return post

    def context(self) -> dict[str, Any]:
        return {"title": f"免任：{self.held}"}

    def perform(self, form: forms.DayForm) -> None:
        organisation.end_post(self.held, on=form.cleaned_data["on"], by=self.actor)


class EndPerson(PersonAction):
    title = "办理离任"
    submit = "离任"
    done = "已办理离任，账号停用，历史记录保留。"
    is_dangerous = True
    form_class = forms.DayForm

    def initial(self) -> dict[str, Any]:
        return {"on": today()}

    def perform(self, form: forms.DayForm) -> None:
        organisation.end_person(self.person, agency=self.agency, on=form.cleaned_data["on"], by=self.actor)


class ResetPassword(PersonAction):
    title = "重置密码"
    submit = "重置"
    done = "密码已重置，请当面告知本人。"
    form_class = forms.ResetPasswordForm

    def perform(self, form: forms.ResetPasswordForm) -> None:
        organisation.reset_password(
            self.person, agency=self.agency, password=form.cleaned_data["password"], by=self.actor
        )


class AddCertificate(PersonAction):
    title = "登记执法证件"
    submit = "登记"
    done = "执法证件已登记。"
    form_class = forms.CertificateForm

    def perform(self, form: forms.CertificateForm) -> None:
        organisation.add_certificate(self.person, agency=self.agency, by=self.actor, **form.cleaned_data)
