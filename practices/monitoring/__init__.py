"""How whoever runs the catalogue sees how it does: figures, logs, readiness, and what a deployment can get wrong.

It watches the rooms below from outside, by signals and by what passes through the middleware; none of them knows of it.
"""
