"""Text in its forms: Markdown, XML, plain.

Uses nothing of ours.
"""
