"""Papers to take along: what a document says (`blocks.py`), for word processors (`docx.py`) and readers of books
(`epub.py`); and the whole catalogue as one book (`book.py`).
"""
