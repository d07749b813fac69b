"""Feeds (Atom): of every question that the browse page answers, and of the changes of one practice."""
