"""How the API can be asked: it is only read."""

from __future__ import annotations

from typing import Any

import ninja


class Router(ninja.Router):
    """Ninja's router, whose operations answer HEAD, too."""

    def get(self, path: str, **options: Any) -> Any:
        """Return the decorator of an operation."""
        return self.api_operation(["GET", "HEAD"], path, **options)
