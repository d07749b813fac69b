"""Loading the catalogue's first content from `fixtures/`: all of it, or nothing.

What is in the database already is brought up to date where nobody has edited it: no edit of a curator is overwritten.
"""

from .content import Loaded, load
from .files import Problems

__all__ = ["Loaded", "Problems", "load"]
