"""Signed links: whoever has one reads the mail of an alert's address, and may change and end it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from practices.mails import sealing
from practices.models import Alert

LIFETIME = timedelta(days=7)  # of a link that confirms another address
_SALT_OF_ADDRESS = "practices.alerts.address"


def token_of(alert: Alert) -> str:
    """Return what stands in the addresses of an alert. Another mail address makes it void."""
    return _signer(alert).sign(alert.pk.hex)


def following(token: str) -> Alert:
    """Return the alert of a link. Raise Alert.DoesNotExist: it ended, or its mails go elsewhere."""
    found: Alert = Alert.objects.get(pk=_number(token))
    try:
        _signer(found).unsign(token)
    except signing.BadSignature:
        raise Alert.DoesNotExist from None
    return found


def is_over(token: str) -> bool:
    """Whether no alert has the number of a link."""
    return not Alert.objects.filter(pk=_number(token)).exists()


def address_token(alert: Alert, address: str) -> str:
    """Return what stands in the link that confirms another address of an alert. It is void once that has changed."""
    return signing.dumps([alert.pk.hex, alert.moves, sealing.sealed(address)], salt=_SALT_OF_ADDRESS)


def changing(token: str) -> tuple[Alert, str]:
    """Return the alert of such a link, and the address. Raise Alert.DoesNotExist."""
    try:
        number, moves, sealed = signing.loads(token, salt=_SALT_OF_ADDRESS, max_age=LIFETIME)
        return Alert.objects.get(pk=uuid.UUID(number), moves=moves), sealing.opened(sealed)
    except (ValueError, signing.BadSignature, sealing.Unreadable):
        raise Alert.DoesNotExist from None


def full(name: str, token: str, language: str) -> str:
    """Return the full address of a page with a token, for a mail."""
    with override(language):
        return settings.SITE_URL + reverse(name, args=[token])


def _number(token: str) -> uuid.UUID:
    try:
        return uuid.UUID(token.partition(".")[0])
    except ValueError:
        raise Alert.DoesNotExist from None


def _signer(alert: Alert) -> signing.Signer:
    return signing.Signer(salt=f"practices.alerts.following {alert.moves}", sep=".")
