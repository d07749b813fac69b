"""Practices in the admin: entering, publishing, withdrawing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from practices import rules, workflow
from practices.models import Citation, Practice

from .fields import RoomyFields
from .filters import facet_filters
from .rows import INLINES


def _in(language: str) -> list[Any]:
    """The fields of the text in one language."""
    return [f"{name}_{language}" for name in ("title", "summary", "problem", "done", "results", "lessons")]


class WithdrawalForm(forms.Form):
    """What a withdrawal needs to say."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Readers who follow an old link will see it."),
    )
    replaced_by = forms.ModelChoiceField(
        label=gettext_lazy("Replaced by"), queryset=Practice.objects.published().order_by("title_en"), required=False
    )


class PracticeForm(forms.ModelForm):
    """Holds a published practice to what publication needs."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and self.instance.is_published:
            for name in ("policy_areas", "migration_phases"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A published practice needs at least one."))
        return data


@admin.register(Practice)
class PracticeAdmin(RoomyFields, TranslationAdmin):
    form = PracticeForm
    list_display = ["title", "state", "evidence_basis", "updated_at"]
    list_filter = ["state", *facet_filters()]
    list_per_page = 50
    search_fields = ["=pk", "slug", "title_en", "title_fr", "title_es", "summary_en", "organisations__name_en"]
    actions = ["publish_selected"]
    inlines = [*INLINES]
    prepopulated_fields = {"slug": ("title_en",)}
    readonly_fields = ["state", "published_at", "withdrawn_at", "withdrawal_reason", "replaced_by", "updated_at"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "admin/practices/practice/change_form.html"
    save_on_top = True
    fieldsets = [
        (
            gettext_lazy("State"),
            {"fields": ["state", ("published_at", "updated_at"), "withdrawn_at", "withdrawal_reason", "replaced_by"]},
        ),
        (gettext_lazy("The practice in English"), {"fields": [*_in("en"), "slug"]}),
        (
            gettext_lazy("What kind of practice"),
            {"fields": [("evidence_basis", "instrument"), ("level", "status"), ("start_year", "end_year")]},
        ),
        (
            gettext_lazy("Where it belongs"),
            {
                "fields": [
                    "policy_areas",
                    "migration_phases",
                    "stakeholder_types",
                    "skill_levels",
                    "mobility_types",
                    "regions",
                ]
            },
        ),
        (
            gettext_lazy("How far to trust it"),
            {"fields": ["reported_on", ("verified_on", "verified_by"), "review_due"]},
        ),
        (gettext_lazy("In French"), {"fields": _in("fr"), "classes": ["collapse"]}),
        (gettext_lazy("In Spanish"), {"fields": _in("es"), "classes": ["collapse"]}),
    ]

    def get_urls(self) -> list[Any]:
        withdraw = path(
            "<int:pk>/withdraw/", self.admin_site.admin_view(self.withdraw_view), name="practices_practice_withdraw"
        )
        return [withdraw, *super().get_urls()]

    def view_on_site(self, obj: Practice) -> str | None:  # type: ignore[override]
        return obj.get_absolute_url() if obj.is_published else None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what was never published can be deleted: links to the rest must go on working."""
        if obj is not None and obj.published_at:
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # it asks for no object's permission, and the list holds published ones
        if not rules.may_publish(request.user):
            actions.pop("publish_selected", None)
        return actions

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        extra_context = {"may_publish": rules.may_publish(request.user), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_formset(
        self, request: HttpRequest, form: ModelForm[Any], formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        if formset.model is not Citation:
            super().save_formset(request, form, formset, change)
            return
        # The citation that cards show must move on before its row can go.
        for citation in formset.save(commit=False):
            citation.save()
        form.instance.settle_main_citation(leaving_out=[row.pk for row in formset.deleted_objects])
        for citation in formset.deleted_objects:
            citation.delete()

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST and rules.may_publish(request.user):
            self._publish(request, form.instance)

    def response_post_save_add(self, request: HttpRequest, obj: Practice) -> HttpResponseRedirect:
        return self._after_saving(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Practice) -> HttpResponseRedirect:
        return self._after_saving(request, obj) or super().response_post_save_change(request, obj)

    def _after_saving(self, request: HttpRequest, practice: Practice) -> HttpResponseRedirect | None:
        """Stay in the form after an attempt to publish, where what is missing can be added."""
        if "_publish" not in request.POST:
            return None
        return HttpResponseRedirect(reverse("admin:practices_practice_change", args=[practice.pk]))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer terms that are not retired, and those that the practice has already."""
        vocabulary = db_field.remote_field.model
        pk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        offered = models.Q(retired=False)
        if pk and pk.isdigit():
            offered |= models.Q(practices=int(pk))
        kwargs["queryset"] = vocabulary.objects.filter(offered).distinct()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.action(description=gettext_lazy("Publish the chosen practices"))
    def publish_selected(self, request: HttpRequest, queryset: models.QuerySet[Practice]) -> None:
        published = sum(self._publish(request, practice) for practice in queryset)
        text = ngettext("%(count)d practice is published.", "%(count)d practices are published.", published)
        self.message_user(request, text % {"count": published}, messages.SUCCESS if published else messages.WARNING)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, then withdraw."""
        practice = get_object_or_404(Practice, pk=pk)
        if not rules.may_publish(request.user):
            raise PermissionDenied
        form = WithdrawalForm(request.POST or None)
        replacements = form.fields["replaced_by"].queryset.exclude(pk=pk)  # type: ignore[attr-defined]
        form.fields["replaced_by"].queryset = replacements  # type: ignore[attr-defined]
        back = reverse("admin:practices_practice_change", args=[pk])
        if form.is_valid():
            try:
                workflow.withdraw(practice, form.cleaned_data["reason"], form.cleaned_data["replaced_by"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, practice, _("Withdrawn: %(reason)s") % {"reason": practice.withdrawal_reason})
                self.message_user(request, _("Withdrawn. Its address now says so, with the reason."))
                return HttpResponseRedirect(back)
        context = {**self.admin_site.each_context(request), "practice": practice, "form": form, "back": back}
        context |= {"title": _("Withdraw ‘%(title)s’") % {"title": practice.title}, "opts": self.opts}
        return TemplateResponse(request, "admin/practices/practice/withdraw.html", context)

    def _publish(self, request: HttpRequest, practice: Practice) -> bool:
        """Publish, or say what is missing. What was typed is saved either way."""
        try:
            workflow.publish(practice)
        except ValidationError as error:
            for sentence in error.messages:
                text = _("Not published: %(practice)s. %(sentence)s") % {"practice": practice, "sentence": sentence}
                self.message_user(request, text, messages.ERROR)
            return False
        self.log_change(request, practice, _("Published."))
        link = format_html('<a href="{}">{}</a>', practice.get_absolute_url(), practice)
        self.message_user(request, format_html("{} {}", _("Published:"), link), messages.SUCCESS)
        return True
