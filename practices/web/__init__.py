"""What HTTP asks of a site, whatever it shows: addresses, redirects, framing, visitors, limits, privacy, colours.

Uses the models alone.
"""
