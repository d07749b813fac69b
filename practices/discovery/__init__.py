"""From a question to what a reader sees: criteria, results, panels, suggestions, the page of one practice.

Asks `search` for ids, counts and highlights. Knows no template, and no request beyond its parameters.
"""
