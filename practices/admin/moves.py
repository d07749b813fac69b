"""Moving a practice from state to state in the admin, and revising what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.editorial import history, moves, permissions, remarks, revisions, second_reader, workflow
from practices.editorial.completeness import required_of
from practices.editorial.moves import Details, Move, OpenRevision
from practices.models import LARGEST_ID, Practice

from . import choosing
from .pages import AskPage, ReasonForm
from .seen import lock_as_seen, newest_number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PersonField(forms.ModelChoiceField):
    """Chooses a curator by name."""

    def label_from_instance(self, person: Any) -> str:
        return history.name_of(person)


class MoveForm(ReasonForm):
    """What may be said with a move; each move keeps the fields that it has use for."""

    reviewer = PersonField(
        label=gettext_lazy("Reviewer"),
        queryset=get_user_model().objects.none(),
        required=False,
        help_text=gettext_lazy("Leave it empty to ask all editors."),
    )
    review_by = forms.DateField(
        label=gettext_lazy("To be reviewed by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    replaced_by = forms.IntegerField(
        label=gettext_lazy("The practice that replaces it"),
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Readers who follow an old link are led there."),
    )

    def __init__(
        self,
        move: Move,
        practice: Practice | None,
        user: User,
        *args: Any,
        must_say_why: bool,
        others: list[Practice] | None = None,
        **options: Any,
    ) -> None:
        """`others`: among which the one that replaces it is chosen."""
        super().__init__(*args, required=must_say_why, help_text="", **options)
        replacement: Any = self.fields["replaced_by"]
        if move.name != "submit":
            del self.fields["reviewer"], self.fields["review_by"]
        else:
            could = permissions.reviewers().exclude(pk__in=[user.pk, practice and practice.author_id])
            reviewer: Any = self.fields["reviewer"]
            reviewer.queryset = could.order_by("first_name", "last_name", "username")
            self.initial["reviewer"] = practice and practice.reviewer_id
        revision = practice and permissions.working_copy_of(practice)
        if move.name == "withdraw" and revision:
            self.fields["revision"] = forms.ChoiceField(
                label=_("Its revision"), choices=OpenRevision.choices, widget=forms.RadioSelect
            )
        if move.name == "publish" and practice and moves.undoes(practice):
            self.fields["again"] = forms.BooleanField(label=_("Readers should see it again"))
        if move.name not in {"withdraw", "merge"}:
            del self.fields["replaced_by"]
        elif move.name == "merge":
            replacement.required = True
            replacement.widget.choices = choosing.choices(others or [], may_be_none=False)
        else:
            self.fields["reason"].help_text = _("Readers who follow an old link will see it.")
            replacement.widget.choices = choosing.choices(others or [], may_be_none=True)

        self.order_fields(["replaced_by", "revision"])

    def clean_replaced_by(self) -> Practice | None:
        number = self.cleaned_data["replaced_by"]
        if number is None:
            return None
        found: Practice | None = Practice.objects.filter(pk=number).first()
        if found is None:
            raise ValidationError(_("There is no practice with this number."))
        return found


class PracticePage(AskPage):
    """A page about one practice. Its title says what it is for."""

    thing: Practice

    def done(self, text: StrOrPromise, address: str, level: int = messages.SUCCESS) -> HttpResponseRedirect:
        return super().done(text, address, level)

    def render(self, title: StrOrPromise, **context: Any) -> HttpResponse:
        return super().render(_("%(what)s: %(title)s") % {"what": title, "title": self.thing.title}, **context)


class MakeMove(PracticePage):
    """Says what a move does and what it still needs, asks what it asks for, then makes it."""

    route, name, template = "<id:pk>/move/<slug:name>/", "move", "practices/practice/move"

    def check(self) -> None:
        super().check()
        move = moves.BY_NAME.get(self.kwargs["name"])
        if move is None:
            raise Http404
        self.move, self.fits = move, self.thing.state in move.states
        if self.fits and not move.may(self.thing, self.user):
            raise PermissionDenied(second_reader.said(self.thing, self.user))

        self.has_other = move.name in {"withdraw", "merge"}

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        if choosing.SEARCH in request.POST:  # what was typed stays, and nothing is asked for yet
            return self.ask(self.make_form(None, initial=request.POST.dict()))
        return super().post(request, **address)

    def make_form(self, data: Any, **options: Any) -> MoveForm:
        must_say_why = self.move.needs_reason(self.thing, self.user)
        others = choosing.candidates(self.model_admin, self.request, self.thing) if self.has_other else []
        return MoveForm(self.move, self.thing, self.user, data, must_say_why=must_say_why, others=others, **options)

    def do(self, said: dict[str, Any]) -> HttpResponse:
        led_to = perform(self.thing, self.move, self.user, Details(**said), self.seen)
        return self.done(_("%(move)s: done.") % {"move": self.move.label}, self.model_admin.address(led_to))

    def ask(self, form: forms.Form) -> HttpResponse:
        publishes = self.move.name == "publish" and self.fits
        return self.render(
            self.move.label,
            form=form,
            version=newest_number(self.thing),
            move=self.move,
            fits=self.fits,
            open_remarks=self._open_remarks() if self.move.name in remarks.TOLD_BEFORE and self.fits else [],
            missing=required_of(self.thing) if self.move.needs_completeness and self.fits else [],
            has_other=self.has_other,
            are_others=self.has_other and any(pk for pk, _label in form.fields["replaced_by"].widget.choices),
            find=self.request.POST.get(choosing.FIND, "")[:200],
            revision=permissions.working_copy_of(self.thing) if self.has_other else None,
            undoes=moves.undoes(self.thing) if publishes else None,
            is_alone=publishes and not permissions.was_read_by_another(self.thing, self.user),
        )

    def _open_remarks(self) -> list[remarks.Remark]:
        return remarks.of(self.thing, remarks.open_ones(self.thing), self.user)


class Revise(PracticePage):
    """Says what a working copy is, then begins one. Where there is one already, it leads there."""

    route, name, template = "<id:pk>/revise/", "revise", "practices/practice/revise"

    def to_copy(self) -> HttpResponse | None:
        """Return the way to the copy that there is. Raise PermissionDenied for who may not begin one."""
        copy = Practice.objects.filter(revises=self.thing.pk).first()
        if copy is not None and permissions.may_see(copy, self.user):
            return HttpResponseRedirect(self.model_admin.address(copy))
        if not self.user.has_perm("practices.add_practice"):
            raise PermissionDenied
        return None

    def make_form(self, data: Any) -> forms.Form:
        return forms.Form(data)

    def do(self, said: dict[str, Any]) -> HttpResponse:
        there = self.to_copy()
        return there or HttpResponseRedirect(self.model_admin.address(revisions.start(self.thing, self.user)))

    def ask(self, form: forms.Form) -> HttpResponse:
        return self.to_copy() or self.render(_("Revise"), form=form)


class Discard(PracticePage):
    """Gives up a working copy."""

    route, name, template = "<id:pk>/discard/", "discard", "practices/practice/discard"

    def check(self) -> None:
        super().check()
        if self.thing.revises_id is None:
            raise Http404
        if not permissions.may_edit(self.thing, self.user):
            raise PermissionDenied

    def make_form(self, data: Any) -> ReasonForm:
        return ReasonForm(data, required=False, help_text="")

    @transaction.atomic
    def do(self, said: dict[str, Any]) -> HttpResponse:
        lock_as_seen(self.thing, self.seen)
        original = revisions.discard(self.thing, self.user, said["reason"])
        return self.done(_("The revision is discarded. Its history is kept."), self.model_admin.address(original))

    def ask(self, form: forms.Form) -> HttpResponse:
        return self.render(_("Discard the revision"), form=form, version=newest_number(self.thing))


PAGES = [MakeMove, Revise, Discard]


@transaction.atomic
def perform(practice: Practice, move: Move, by: User, details: Details, seen: int) -> Practice:
    """Make a move and return the practice that it leads to.

    Raise ValidationError if it can't be made, also if anything was saved since version `seen`.
    """
    return workflow.perform(practice, move.name, by, details, seen)
