"""The vocabularies that practices are described with, and FACETS, the only list of what they are browsed by.

Uses the models alone.
"""
