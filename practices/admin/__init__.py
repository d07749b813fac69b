"""The curators' forms and lists: Django's admin, with our own order of things.

Uses the rooms below it and the preview's page; knows nothing of the desk, whose site registers what is here.
"""
