"""Filters of the list of practices that somebody uses again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import texts


class SavedFilter(models.Model):
    """What somebody asks the list of practices, under a name of their own. Nobody else sees it."""

    LONGEST: ClassVar = 2000  # characters of a question
    MOST: ClassVar = 30  # of one person

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = texts.LineField(_("name"), max_length=60)
    query = models.CharField(max_length=LONGEST)  # as the address of the list has it

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="filter_names_are_used_once")]

    def __str__(self) -> str:
        return self.name
