"""The public pages. Each view is thin: it reads the request, asks the domain, and picks a template.

Uses every room but the curators'.
"""
