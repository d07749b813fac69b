"""What each of the protocol's six verbs answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from functools import partial
from xml.etree.ElementTree import Element

from django.conf import settings
from django.db.models import Min

from practices.citing.entry import catalogue_name
from practices.models import Record
from practices.taxonomy import vocabularies
from practices.text.xml import add, utc
from practices.web.addresses import absolute

from . import dates, formats, identifiers, listing, sets
from .arguments import Asked
from .described import Described, describe
from .errors import Refusal
from .xml import root

PATH = "/oai"
_OAI = "http://www.openarchives.org/OAI/2.0/"
_Writer = Callable[[Element, Record, Described | None, formats.Format], None]


def _identify(made: Element, asked: Asked, now: datetime) -> None:
    add(made, "repositoryName", catalogue_name())
    add(made, "baseURL", absolute(PATH))
    add(made, "protocolVersion", "2.0")
    # The protocol demands an address: where none is set, the one that mails are sent from.
    add(made, "adminEmail", parseaddr(settings.CONTACT_EMAIL or settings.DEFAULT_FROM_EMAIL)[1])
    earliest = Record.objects.aggregate(first=Min("changed_at"))["first"] or now
    add(made, "earliestDatestamp", utc(earliest))
    add(made, "deletedRecord", "persistent")
    add(made, "granularity", dates.SECOND)
    if not identifiers.is_domain():
        return
    namespace = f"{_OAI}oai-identifier"
    scheme = root("oai-identifier", f"{namespace}.xsd", {"": namespace})
    add(scheme, "scheme", "oai")
    add(scheme, "repositoryIdentifier", identifiers.host())
    add(scheme, "delimiter", ":")
    add(scheme, "sampleIdentifier", identifiers.of_practice(1))
    add(made, "description").append(scheme)


def _list_metadata_formats(made: Element, asked: Asked, now: datetime) -> None:
    if "identifier" in asked.values:
        _record(asked.get("identifier"))
    for format_ in formats.FORMATS.values():
        element = add(made, "metadataFormat")
        add(element, "metadataPrefix", format_.prefix)
        add(element, "schema", format_.schema)
        add(element, "metadataNamespace", format_.namespace)


def _list_sets(made: Element, asked: Asked, now: datetime) -> None:
    if "resumptionToken" in asked.values:
        raise Refusal("badResumptionToken", "Sets are told all at once.")
    for spec, name in sets.all_of_them(vocabularies.read()):
        element = add(made, "set")
        add(element, "setSpec", spec)
        add(element, "setName", name)


def _get_record(made: Element, asked: Asked, now: datetime) -> None:
    record = _record(asked.get("identifier"))
    format_ = formats.get(asked.get("metadataPrefix"))
    found = {} if record.is_gone else describe([record.pk], vocabularies.read())
    _write_record(made, record, found.get(record.pk), format_)


def _list(made: Element, asked: Asked, now: datetime, write: _Writer) -> None:
    """Write the records of one part of a list, and how to get the next."""
    if "metadataPrefix" in asked.values:
        formats.get(asked.get("metadataPrefix"))
    terms = vocabularies.read()
    part = listing.part(asked, terms)
    found = describe([record.pk for record in part.records if not record.is_gone], terms)
    for record in part.records:
        write(made, record, found.get(record.pk), formats.get(part.metadata_prefix))
    if part.token or part.is_resumed:
        size = {"completeListSize": str(part.total), "cursor": str(part.before)}
        add(made, "resumptionToken", part.token, size)


def _write_header(made: Element, record: Record, described: Described | None, format_: formats.Format) -> None:
    """Write what harvesters need to know of a record. One without a public practice is gone."""
    header = add(made, "header", attributes={} if described else {"status": "deleted"})
    add(header, "identifier", identifiers.of_practice(record.pk))
    add(header, "datestamp", utc(record.changed_at))
    for spec in sets.of(described.values) if described else ():
        add(header, "setSpec", spec)


def _write_record(made: Element, record: Record, described: Described | None, format_: formats.Format) -> None:
    element = add(made, "record")
    _write_header(element, record, described, format_)
    if described:
        add(element, "metadata").append(format_.write(described))


def _record(identifier: str) -> Record:
    number = identifiers.number_of(identifier)
    found = None if number is None else Record.objects.filter(pk=number).first()
    if found is None:
        raise Refusal("idDoesNotExist", "There is no practice with this identifier.")
    return found


_ANSWERS: dict[str, Callable[[Element, Asked, datetime], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": partial(_list, write=_write_header),
    "ListRecords": partial(_list, write=_write_record),
    "GetRecord": _get_record,
}


def answer(asked: Asked, now: datetime) -> Element:
    """Return the element that answers a request. Raise Refusal."""
    made = Element(asked.verb)
    _ANSWERS[asked.verb](made, asked, now)
    return made


def document(answered: Element | Refusal, asked: Asked | None, now: datetime) -> Element:
    """Return the whole answer. It repeats the request, unless that could not be read."""
    made = root("OAI-PMH", f"{_OAI}OAI-PMH.xsd", {"": _OAI})
    add(made, "responseDate", utc(now))
    add(made, "request", absolute(PATH), {"verb": asked.verb, **asked.values} if asked else {})
    if isinstance(answered, Refusal):
        add(made, "error", answered.message, {"code": answered.code})
    else:
        made.append(answered)
    return made
