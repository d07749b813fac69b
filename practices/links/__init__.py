"""The catalogue's outgoing links: checking whether they still open, and telling curators which do not."""

from .status import DeadLink, checks_of, dead, forget

__all__ = ["DeadLink", "checks_of", "dead", "forget"]
