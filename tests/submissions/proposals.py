"""What somebody's browser sends to the public form, and submissions in each state."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

from practices.models import Practice, Submission
from practices.submissions import correcting, links

SECRET = "Zebra crossing for herders"  # a title that stands nowhere else
STEPS: dict[str, dict[str, Any]] = {
    "what": {"title": SECRET, "summary": "A village paints zebra stripes.", "done": "They painted.\r\n\r\nTwice."},
    "where": {
        "countries": [{"country": "MA", "role": "origin"}, {"country": "EG", "role": "destination"}],
        "organisations": "Zebra Board\r\nMinistry of Stripes",
        "level": "bilateral",
        "start_year": "2005",
        "status": "in-force",
    },
    "kind": {"instrument": "programme", "policy_areas": ["remittances"], "migration_phases": ["planning"]},
    "needs": {"budget": "Paint.", "figures": "12 stripes"},
    "sources": {"sources": [{"title": "Zebra report", "year": "2010", "link": "example.org/zebra", "pages": "3"}]},
    "you": {
        "email": "ana@example.org",
        "name": "Ana Pérez",
        "organisation": "Zebra Friends",
        "credit_wished": "on",
        "language": "en",
    },
}


def sent(step: str, **values: Any) -> dict[str, Any]:
    """Return what the browser sends for one step. Rows are given as lists of dictionaries."""
    data: dict[str, Any] = {}
    for name, value in (STEPS.get(step, {}) | values).items():
        if isinstance(value, list) and (not value or isinstance(value[0], dict)):
            data |= {f"{name}-TOTAL_FORMS": len(value), f"{name}-INITIAL_FORMS": 0}
            for i, row in enumerate(value):
                data |= {f"{name}-{i}-{key}": content for key, content in row.items()}
        else:
            data[name] = value
    return data


def begin(client: Client, prefix: str = "", **values: Any) -> str:
    """Save the first step of a proposal, and return the address of the whole."""
    response = client.post(f"{prefix}/propose/", sent("what", **values))
    assert response.status_code == 302, response.content.decode()
    return re.sub(r"[a-z]+/$", "", response["Location"])


def fill(client: Client, address: str, **you: Any) -> None:
    """Save all other steps."""
    for step in ("where", "kind", "needs", "sources"):
        assert client.post(f"{address}{step}/", sent(step)).status_code == 302, step
    assert client.post(f"{address}you/", sent("you", **you)).status_code == 302


def confirm(client: Client) -> Any:
    """Follow the link in the newest mail, and press the button."""
    address = re.search(r"https?://[^/]+(\S*/propose/confirm/\S+)", str(mail.outbox[-1].body))
    assert address is not None, mail.outbox[-1].body
    assert client.get(address[1]).status_code == 200
    return client.post(address[1])


def waiting(client: Client, prefix: str = "", **you: Any) -> Submission:
    """Go all the way, and return the submission that waits for an editor."""
    address = begin(client, prefix)
    fill(client, address, **you)
    client.post(address)
    confirm(client)
    return Submission.objects.get(state="waiting")


def made(state: str = "waiting", **fields: Any) -> Submission:
    """Make a proposal without going through the form."""
    content = {"title": SECRET, "summary": "Stripes.", "level": "national", "instrument": "programme", "sources": []}
    defaults = {"kind": "proposal", "content": content, "email": "ana@example.org", "sent_at": timezone.now()}
    return Submission.objects.create(state=state, **(defaults | fields))


def correction(practice: Practice, **answers: Any) -> Submission:
    """Make a correction that waits."""
    begun = correcting.begin(practice)
    begun.content = begun.content | {"wrong": "The year is wrong."} | answers
    begun.state, begun.email, begun.sent_at = "waiting", "ana@example.org", timezone.now()
    begun.save()
    return begun


def address_of(submission: Submission, step: str = "") -> str:
    """Return where its proposer follows it."""
    return f"/propose/{links.token_of(submission)}/" + (f"{step}/" if step else "")
