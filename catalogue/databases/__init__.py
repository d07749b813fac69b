"""Django's databases, which are not asked while they are known not to answer (`practices/web/outage.py`)."""
