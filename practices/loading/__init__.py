"""Loading the catalogue's first content from `fixtures/`: all of it, or nothing.

What is in the database already stays as it is, so that no edit of a curator is ever overwritten.
"""

from .content import Loaded, load
from .files import Problems

__all__ = ["Loaded", "Problems", "load"]
