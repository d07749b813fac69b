"""Drafts, people and a proposal that nobody has, for the pictures of the curators' help."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from practices.editorial import content, history, revisions, workflow
from practices.editorial.moves import Details
from practices.models import PolicyArea, Practice, Submission

_PEOPLE = {
    "amina": ("Amina", "Diallo", "Contributor"),
    "jonas": ("Jonas", "Weber", "Editor"),
    "lucia": ("Lucía", "Fernández", "Publisher"),
}
# Titles in the three languages, and where workers leave.
_DRAFTS = {
    "nurses": (
        "Kenya trains nurses before they leave",
        "Le Kenya forme des infirmières avant leur départ",
        "Kenia forma a enfermeras antes de su partida",
        "KE",
    ),
    "contract": (
        "Jordan: one standard contract for domestic workers",
        "Jordanie : un contrat type pour les travailleurs domestiques",
        "Jordania: un contrato modelo para las trabajadoras del hogar",
        "JO",
    ),
    "vacancies": (
        "Tunisia: vacancies abroad on one website",
        "Tunisie : les offres d'emploi à l'étranger sur un seul site",
        "Túnez: las vacantes en el extranjero en un solo sitio",
        "TN",
    ),
    "fund": (
        "Sri Lanka: a welfare fund for workers abroad",
        "Sri Lanka : un fonds social pour les travailleurs à l'étranger",
        "Sri Lanka: un fondo de bienestar para quienes trabajan en el extranjero",
        "LK",
    ),
}
MISTAKES = (
    "id,title_en,summary_en,evidence_basis,instrument,level,start_year,countries,policy_areas\n"
    ",Nepal: orientation,Courses of two days.,named-practice,programme,national,2004,NP | origin,remittances\n"
    ",Ghana: nurses return,Posts in hospitals.,named-practice,programme,regionall,2006,GH | origin,remittance\n"
    ",Peru: seasonal workers,,named-practice,programme,bilateral,twenty,XX | origin,remittances\n"
)


class MadeUp:
    """What the pictures show."""

    reason = "Figures from the report of 2010, page 21"

    def __init__(self) -> None:
        self.people = {name: _person(name) for name in _PEOPLE}
        self.curator = self.people["lucia"]
        amina, jonas, lucia = self.people.values()
        self.draft = _draft("nurses", lucia)
        self.complete = _complete("contract", lucia)
        self._change(self.complete, jonas, summary_en="Ministries, agencies and employers use one contract.")
        self._change(self.complete, lucia, self.reason, start_year=2003)
        self._in_review(_complete("vacancies", amina), amina, lucia, -3)
        self._asked_for_changes(_complete("fund", lucia), lucia, jonas)
        live = Practice.objects.get(pk=53)
        self.copy = revisions.start(live, jonas, "New figures from the ministry")
        self._change(self.copy, jonas, title_en=f"{live.title_en}, with help to enforce them", level="bilateral")
        self.term = PolicyArea.objects.get(slug="policy-coherence")
        self.other_term = PolicyArea.objects.get(slug="institutional-capacity")
        self.submission = _submission()

    def colleague_saves(self) -> None:
        """Change the draft under the hands of its author."""
        jonas, now = self.people["jonas"], content.of(self.draft)
        year = 2007 if now["start_year"] != 2007 else 2006
        summary = f"Colleges train nurses for work abroad and at home. Since {year}, employers pay for it."
        self._change(self.draft, jonas, start_year=year, summary_en=summary)

    def _change(self, practice: Practice, by: User, reason: str = "", **fields: Any) -> None:
        content.put(fields, practice)
        history.record(practice, by, reason=reason)

    def _in_review(self, practice: Practice, author: User, reviewer: User, days: int) -> None:
        workflow.perform(practice, "submit", author, Details(reviewer=reviewer))
        Practice.objects.filter(pk=practice.pk).update(review_by=timezone.localdate() + datetime.timedelta(days=days))

    def _asked_for_changes(self, practice: Practice, author: User, reviewer: User) -> None:
        practice = workflow.perform(practice, "submit", author, Details(reviewer=reviewer))
        workflow.perform(practice, "request-changes", reviewer, Details(reason="Since when? The report says 1985."))


def _person(name: str) -> User:
    first, last, role = _PEOPLE[name]
    made = User.objects.create_user(
        name, f"{name}@example.org", "a good password", first_name=first, last_name=last, is_staff=True
    )
    made.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=made.pk)  # with what the role allows


def _draft(name: str, author: User, **fields: Any) -> Practice:
    english, french, spanish, country = _DRAFTS[name]
    made = Practice(author=author)
    written = {
        "title_en": english,
        "title_fr": french,
        "title_es": spanish,
        "slug": name,
        "evidence_basis": "named-practice",
        "instrument": "programme",
        "level": "national",
        "summary_en": "What the report of the workshop tells of it.",
        "participations": [{"country": country, "role": "origin"}],
    }
    content.put(written | fields, made)
    history.record(made, author, history.Action.ADDED)
    return made


def _complete(name: str, author: User) -> Practice:
    """A draft that may be sent to review."""
    return _draft(
        name,
        author,
        policy_areas=["protection-of-migrant-workers-rights"],
        migration_phases=["employment"],
        citations=[{"source": "idm-12", "pages": "21"}],
    )


def _submission() -> Submission:
    answers = {
        "title": "Peru: seasonal workers who can come back",
        "summary": "Growers in Spain call the same people again the next year, and pay half of the journey.",
        "done": "Two unions of growers and a regional government agreed on it.",
        "countries": [{"country": "PE", "role": "origin"}, {"country": "ES", "role": "destination"}],
        "level": "bilateral",
        "instrument": "programme",
    }
    now = timezone.now()
    return Submission.objects.create(
        kind="proposal", state="waiting", content=answers, email="ana@example.org", name="Ana Pérez", sent_at=now,
        organisation="Fundación Regreso", credit_wished=True,
    )  # fmt: skip
