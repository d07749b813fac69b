"""What the catalogue survives, tried: each a script that prints its figures."""
