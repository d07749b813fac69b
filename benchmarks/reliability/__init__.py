"""What the catalogue survives, tried: each module does one thing to a server of its own, and says what came of it.

    python -m benchmarks.reliability                    the names, with what each tries
    python -m benchmarks.reliability database-gone      one of them; --help lists what it takes

A module has `main(arguments) -> list[str]`: it prints its figures and returns what was not as it should be.
"""
