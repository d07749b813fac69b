"""What editors do with practices, without a page: content, history, moves, revisions, permissions, worklists.

Knows no admin and no request, so that a command, an import or the first loading does the same.
"""
