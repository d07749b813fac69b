"""What cells of spreadsheets can hold, whoever writes or reads them.

Uses nothing of ours.
"""
