"""Which passwords are good enough: none that programs guess, from lists or from what they know of site and person."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from practices.signin.passwords import WORDS
from tests.signin.signing_in import PASSWORD, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(db: None) -> Any:
    return person(first_name="Amina", last_name="Ouedraogo", email="amina.o@ministry.example")


@pytest.mark.parametrize(
    "password",
    [
        *("passwordpassword", "qwertyuiop123", "iloveyou1234", "1q2w3e4r5t6y7u", "azertyuiop123", "a" * 40),
        *("labourmigration2026", "Labour-Mobility-1", "iom-catalogue-2026", "motdepasse2026"),
        *("ouedraogo2026", "ministry123456", "amina.o@ministry"),
    ],
)
def test_what_programs_guess_is_refused(amina: Any, password: str) -> None:
    assert len(password) >= 12
    with pytest.raises(ValidationError, match="easy to guess"):
        validate_password(password, amina)


@pytest.mark.parametrize("password", [PASSWORD, "zebra under eleven moons", "ñandú viento cuchara", "x7#Qv!p2Lm9&wR"])
def test_what_nobody_guesses_is_taken_of_whatever_signs_it_is_made(amina: Any, password: str) -> None:
    validate_password(password, amina)


def test_a_long_one_takes_no_longer_to_look_at_and_is_taken(amina: Any) -> None:
    validate_password("zebra under eleven moons " * 100, amina)


def test_each_word_of_this_site_makes_a_password_no_better(amina: Any) -> None:
    for word in WORDS:
        with pytest.raises(ValidationError):
            validate_password(f"{word}{word}2026", amina)
