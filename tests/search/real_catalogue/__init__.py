"""What readers ask of the real catalogue."""
