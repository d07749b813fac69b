"""Papers to take along: what a document says (`blocks.py`), for word processors (`docx.py`), as PDF (`pdf.py`) and for
readers of books (`epub.py`); and the whole catalogue as one book (`book.py`).
"""
