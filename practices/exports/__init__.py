"""Results as files that readers take away: one iterator of rows, and a writer for each format."""

from .formats import FORMATS, Format
from .result import Result

__all__ = ["FORMATS", "Format", "Result"]
