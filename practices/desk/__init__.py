"""The site of the curators' rooms. What is in them is in `practices/admin/`, which registers with this site."""
