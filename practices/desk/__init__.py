"""The first page of the curators' rooms: what waits for whom, and how the catalogue stands."""
