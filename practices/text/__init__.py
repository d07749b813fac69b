"""Text in its forms: Markdown, XML, plain, dates.

Uses nothing of ours.
"""
