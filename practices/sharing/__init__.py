"""What others put on their pages and show of ours: the embed card, oEmbed, pictures of practices.

Uses `citing`, which says what a practice is called.
"""
