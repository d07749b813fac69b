"""The catalogue's data. One file per thing that it knows about."""

from .change import Change, Logged, LoggedQuerySet
from .comment import Comment
from .former_name import FormerName, Linked, formerly, named
from .link import LinkCheck
from .mail import Mail
from .offer import Offer
from .organisation import Involvement, Organisation
from .participation import Participation
from .practice import LARGEST_ID, Practice
from .preview import PreviewLink
from .record import LogPosition, Record
from .rows import Figure, Requirement
from .saved_filter import SavedFilter
from .source import Citation, Source
from .submission import Attempts, Submission
from .synonym import Synonym
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
    "Attempts",
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
    "MigrationPhase",
    "MobilityType",
    "Offer",
    "Organisation",
    "Participation",
    "PolicyArea",
    "Practice",
    "PreviewLink",
    "Record",
    "Region",
    "Requirement",
    "SavedFilter",
    "SkillLevel",
    "Source",
    "StakeholderType",
    "Submission",
    "Synonym",
    "Term",
    "Upload",
    "Version",
    "formerly",
    "named",
]
