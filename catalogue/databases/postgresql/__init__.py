"""PostgreSQL, which may be stopped and started again while the site runs."""
