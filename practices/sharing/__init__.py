"""What others put on their pages and show of ours: the embed card, oEmbed, pictures, slides, QR codes, short addresses.

Uses `citing`, which says what a practice is called.
"""
