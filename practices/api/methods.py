"""How the API can be asked."""

SAFE = ["GET", "HEAD"]
