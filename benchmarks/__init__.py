"""Measuring the catalogue beside its peers. Importing this package sets Django up; DATA_DIR says on which data."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "catalogue.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()
