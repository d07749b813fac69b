"""Those who curate: their accounts, roles and second steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from practices.signin import second_factor, session
from practices.signin.notices import notify
from practices.signin.told import tell
from practices.signin.whole import whole_or_asked_again
from practices.text.plain import one_line

from .guards import GuardedList
from .shown_again import ShownAgain


def permissions_of(person: Any) -> QuerySet[Permission]:
    """Return what somebody may do, or could when active again. Not asked of superusers, who may do everything."""
    return Permission.objects.filter(Q(user=person) | Q(group__user=person)).distinct()


def may_manage(actor: Any, person: User) -> bool:
    """Whether the actor may change the person's account, password and second step included.

    Who may change an account can become it. So it must not be able to do more than the actor's own.
    """
    if actor.is_superuser:
        return True
    return not person.is_superuser and not permissions_of(person).exclude(pk__in=permissions_of(actor)).exists()


class PersonForm(UserCreationForm):
    """A new curator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = self.fields["groups"].required = True

    def save(self, commit: bool = True) -> User:
        self.instance.is_staff = True
        person: User = super().save(commit)
        return person


class PersonAdmin(ShownAgain, GuardedList, UserAdmin):
    """Curators' accounts. Nobody can give away more than they may do themselves."""

    add_form = PersonForm
    add_form_template = "admin/change_form.html"
    list_display = ["username", "full_name", "roles", "last_sign_in", "has_phone", "is_active"]
    list_filter = ["is_active", "groups"]
    actions = ["reset_second_factor", "end_sessions"]
    show_facets = admin.ShowFacets.NEVER
    add_fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email", "groups"]}),
        (
            gettext_lazy("The first password"),
            {
                "fields": ["password1", "password2"],
                "description": gettext_lazy(
                    "Tell it to the person in another way than by mail, and ask for a change after the first sign-in."
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        phones = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return people.annotate(phone=Exists(phones)).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        password = ["new_password"] if self.has_change_permission(request, obj) else []
        shown: list[Any] = [
            (None, {"fields": ["username", "first_name", "last_name", "email", "groups"]}),
            (
                gettext_lazy("Signing in"),
                {"fields": ["is_active", *password, "has_phone", ("last_login", "date_joined")]},
            ),
        ]
        if request.user.is_superuser:
            beyond_roles = ["is_staff", "is_superuser", "user_permissions"]
            shown.append((gettext_lazy("Beyond roles"), {"fields": beyond_roles, "classes": ["collapse"]}))
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = ["is_active", "is_staff", "is_superuser"] if obj == request.user else []  # nobody locks themselves out
        return ["last_login", "date_joined", "has_phone", "new_password", *own]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs |= {"queryset": _roles_to_give(request.user), "widget": forms.CheckboxSelectMultiple}
            kwargs |= {"label": _("Roles"), "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody is deleted but made inactive: the history of practices names them."""
        return False

    @method_decorator(whole_or_asked_again)
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            person = self.get_object(request, id)
            tell(f"Password set by {request.user.pk}", person)
            notify(person, _("An administrator has set a new password for you."))
        return response

    @admin.display(description=gettext_lazy("name"), ordering="last_name")
    def full_name(self, person: User) -> str:
        """Return the name, as the list shows it."""
        return person.get_full_name()

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, person: User) -> str:
        """Return the names of the roles."""
        return ", ".join(group.name for group in person.groups.all())

    @admin.display(description=gettext_lazy("password"))
    def new_password(self, person: User) -> str:
        """Return a link to where another password is set."""
        address = reverse("admin:auth_user_password_change", args=[person.pk])
        return format_html('<a href="{}">{}</a>', address, _("Set a new password"))

    @admin.display(description=gettext_lazy("last sign-in"), ordering="last_login")
    def last_sign_in(self, person: User) -> str:
        """Return the day of the last sign-in."""
        return date_format(person.last_login, "SHORT_DATE_FORMAT") if person.last_login else _("never")

    @admin.display(boolean=True, description=gettext_lazy("two-step sign-in"), ordering="phone")
    def has_phone(self, person: Any) -> bool:
        """Whether a phone is set up for the second step."""
        return bool(person.phone)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.first_name, obj.last_name = one_line(obj.first_name), one_line(obj.last_name)
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            notify(obj, _("Your mail address was changed."), address=form.initial["email"])
        if not obj.is_active:
            session.end(obj)  # else they would be open again if the person were
        what = f"Account changed ({', '.join(form.changed_data)})" if change else "Account made"
        tell(f"{what} by {request.user.pk}", obj)

    @admin.action(description=gettext_lazy("End all sessions"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Have those whom the actor may manage sign in again."""
        people = [person for person in queryset if self.has_change_permission(request, person)]
        with transaction.atomic():
            ended = sum(session.end(person, but=request.session.session_key) for person in people)
            for person in people:
                self.log_change(request, person, _("Sessions ended."))
                tell(f"Sessions ended by {request.user.pk}", person)
        text = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended)
        self.message_user(request, text % {"count": ended}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Reset two-step sign-in…"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Ask, then forget the phones and recovery codes of those whom the actor may manage."""
        people = [person for person in queryset if self._may_reset(request, person)]
        if not people:
            return None
        if "sure" not in request.POST:
            context = {"title": _("Reset two-step sign-in"), "people": people, "opts": self.opts}
            context |= {"checkbox": ACTION_CHECKBOX_NAME, **self.admin_site.each_context(request)}
            return TemplateResponse(request, "admin/signin/reset.html", context)
        with transaction.atomic():
            for person in people:
                second_factor.reset(person)
                self.log_change(request, person, _("Two-step sign-in reset."))
                tell(f"Two-step sign-in reset by {request.user.pk}", person)
                notify(person, _("Two-step sign-in reset."))
        text = ngettext(
            "Two-step sign-in of %(count)d person is reset.",
            "Two-step sign-in of %(count)d people is reset.",
            len(people),
        )
        self.message_user(request, text % {"count": len(people)}, messages.SUCCESS)
        return None

    def _may_reset(self, request: HttpRequest, person: User) -> bool:
        """Say so of whom not."""
        if person == request.user:
            text = _("To set up another phone for yourself, use ‘Two-step sign-in’ above.")
        elif not self.has_change_permission(request, person):
            text = _("You may not change the account of %(name)s.") % {"name": person.get_username()}
        else:
            return True
        self.message_user(request, text, messages.WARNING)
        return False


def _roles_to_give(actor: Any) -> QuerySet[Group]:
    """Return the roles that the actor may give: those that can do no more than the actor."""
    if actor.is_superuser:
        return Group.objects.order_by("name")
    beyond = Permission.objects.exclude(pk__in=permissions_of(actor))
    return Group.objects.exclude(permissions__in=beyond).order_by("name")


class RoleAdmin(ShownAgain, GuardedList):
    """What each role may do. Who could change a role could give themselves any permission."""

    search_fields = ["name"]
    filter_horizontal = ["permissions"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    has_change_permission = has_delete_permission = has_add_permission

    @transaction.atomic
    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().response_action(request, *args, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)
