"""Practices as tables that people edit in a spreadsheet: export, import, and the workbook to begin with.

`columns.py` says what stands in a table, `reading.py` opens what somebody sends, `importing.py` shows what it would
change and then does it, `exporting.py` writes files.
"""
