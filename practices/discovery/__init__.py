"""From a question to what a reader sees: criteria, results, panels, suggestions, pages of a practice and of countries.

Asks `search` for ids, counts and highlights. Knows no template, and no request beyond its parameters.
"""
