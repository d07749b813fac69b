"""The catalogue's data. One file per thing that it knows about."""

from .alert import Alert
from .batch import Batch
from .briefing import Briefing
from .change import Change, Logged, LoggedQuerySet
from .comment import Comment
from .former_name import FormerName, Linked, formerly, named
from .link import LinkCheck
from .mail import Mail
from .mapping import Mapping
from .offer import Offer
from .ordered import ORDER
from .organisation import Involvement, Organisation
from .participation import Participation
from .practice import LARGEST_ID, Practice
from .presence import Presence
from .preview import PreviewLink
from .record import LogPosition, Record
from .replaceable import Replaceable
from .rows import Figure, Requirement
from .saved_filter import SavedFilter
from .short_address import ShortAddress
from .source import Citation, Source
from .submission import Attempts, Submission
from .synonym import Synonym
from .told_apart import ToldApart
from .unsaved import Unsaved
from .upload import Upload
from .version import Version
from .vocabulary import (
    Country,
    MigrationPhase,
    MobilityType,
    PolicyArea,
    Region,
    SkillLevel,
    StakeholderType,
    Term,
)

__all__ = [
    "LARGEST_ID",
    "ORDER",
    "Alert",
    "Attempts",
    "Batch",
    "Briefing",
    "Change",
    "Citation",
    "Comment",
    "Country",
    "Figure",
    "FormerName",
    "Involvement",
    "LinkCheck",
    "Linked",
    "LogPosition",
    "Logged",
    "LoggedQuerySet",
    "Mail",
    "Mapping",
    "MigrationPhase",
    "MobilityType",
    "Offer",
    "Organisation",
    "Participation",
    "PolicyArea",
    "Practice",
    "Presence",
    "PreviewLink",
    "Record",
    "Region",
    "Replaceable",
    "Requirement",
    "SavedFilter",
    "ShortAddress",
    "SkillLevel",
    "Source",
    "StakeholderType",
    "Submission",
    "Synonym",
    "Term",
    "ToldApart",
    "Unsaved",
    "Upload",
    "Version",
    "formerly",
    "named",
]
