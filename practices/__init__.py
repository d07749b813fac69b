"""The catalogue of practices: rooms, of which each uses those below it and none above.

`pyproject.toml` lists them from top to bottom, and `make lint` holds them to it. Each room's first lines say what it
holds and what it may use.
"""
