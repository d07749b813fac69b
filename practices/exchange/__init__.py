"""Practices, organisations and sources as tables that people edit in a spreadsheet: export, import, workbooks.

`columns.py` says what stands in a table, `reading.py` opens what somebody sends, `mapping.py` makes a table of ours of
one from elsewhere, `importing.py` shows what it would change and then does it, `exporting.py` writes files.
"""
