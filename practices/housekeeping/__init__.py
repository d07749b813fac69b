"""What is kept, and until when: rows and files that go when they are no longer needed, and the data of one person.

Uses all rooms that keep something. docs/operations.md names every table, and what bounds it.
"""
