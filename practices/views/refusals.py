"""What files, feeds and other answers for programs say where there is no answer."""

from django.http import HttpResponse

_SOON = 60  # seconds


def said(text: str, status: int) -> HttpResponse:
    """Answer with lines of plain text, which some feed readers show to whoever subscribes."""
    headers = {"Retry-After": str(_SOON)} if status == 503 else {}
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status, headers=headers)
