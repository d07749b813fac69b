from django.db import models

from practices.models import Practice

Practice.add_to_class("context", models.TextField("the context", max_length=20000, blank=True))
Practice.SECTIONS += ("context",)
Practice.TEXTS += ("context",)
