"""SQLite, whose file may be moved away, put back, or replaced by another one while the site runs."""
