"""What readers and curators do in a browser."""
