"""The forms of alerts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practices.models import Alert

from .question import NoPractice, Question


class AddressForm(forms.Form):
    """Asks for a mail address."""

    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your mail address."),
            "invalid": _("This is no mail address. Write it as amina@example.org."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


def _rhythm() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How often?"),
        choices=Alert.Rhythm.choices,
        initial=Alert.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        help_text=_("No mail comes where there is nothing to tell."),
    )


class AskForm(AddressForm):
    """Asks for an alert."""

    rhythm = _rhythm()


class NewAddressForm(AddressForm):
    """Asks for another address."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["email"].label = gettext("Another mail address")


class ChangeForm(forms.Form):
    """Changes what an alert tells, and how often."""

    rhythm = _rhythm()
    search = forms.CharField(
        label=_("Address of the search, or of a practice"),
        max_length=12_000,
        help_text=_("Search the catalogue until you see what you want to be told of. Then copy that page's address."),
    )

    def __init__(self, alert: Alert, question: Question, data: Any = None) -> None:
        super().__init__(data, initial={"rhythm": alert.rhythm, "search": question.page}, label_suffix="")

    def clean_search(self) -> Question:
        """Return the question of an address. Raise ValidationError."""
        try:
            question = Question.from_address(self.cleaned_data["search"])
        except ValueError:
            raise ValidationError(
                gettext("This is not the address of a search or a practice of this catalogue.")
            ) from None
        except NoPractice:
            raise ValidationError(gettext("There is no such practice.")) from None
        if not question.can_be_told:
            said = " ".join(message.text for message in question.found.messages)
            raise ValidationError(said or gettext("Nobody can be told of this search as it is."))
        return question
