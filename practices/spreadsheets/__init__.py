"""What cells of spreadsheets can hold, and how they are written, whatever stands in the table.

Uses nothing of ours.
"""
