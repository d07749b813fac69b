"""The curators' rooms as a whole: their site, and its first page, which shows what waits for whom."""
