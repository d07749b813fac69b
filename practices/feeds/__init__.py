"""Feeds (Atom and RSS): of every question that the browse page answers, and of the changes of one practice."""
