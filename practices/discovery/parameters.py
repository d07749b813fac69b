"""Which parameters an address takes, and what is meant by one that it does not take.

A question is never widened in silence: pages tell what they left out, files, feeds and the API refuse it. Each address
says what it takes; what follows campaigns and readers through the web passes everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override
from rapidfuzz import fuzz, process

from practices.taxonomy.facets import FACETS
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.plain import comparable, printable

MOST = 5  # unknown parameters that are told of
_LONGEST = 60  # characters of one
_CLOSE = 70  # of 100: how like a parameter a name must be to mean it

# What newsletters, networks, advertisements and measuring tools add to links, in small letters.
_TRACKING = re.compile(
    r"(utm|mc|pk|mtm|matomo|piwik|hsa|oly|vero|wt|at|ml|ns|fb|gad|_hs)_\w+|_hs(enc|mi)|_(ga|gl|kx|openstat|branch_match_id)"
    r"|_(ga|gl)_\w+|(fb|g|d|y|ys|tw|tt|rtd|sc)clid|msclkid|gclsrc|(g|w)braid|igsh(id)?|li_fat_id|mkt_tok|srsltid|s_cid|sc_cid"
    r"|cmpid|ncid|xtor|trk(campaign|info)?|epik|guc(counter|e_referrer\w*)|ref(_src|_url|errer)?|cvid|oc(id)?|campaign_?id|_"
)
# What others call a parameter, besides the names of facets in our languages. The first that an address takes is meant.
_OTHERWISE = {
    "q": "query search keyword keywords text term words s recherche buscar busqueda",
    "sort": "order orderby ordering orden ordre tri",
    "page": "p pagina",
    "page_size": "limit size perpage pp rows count",
    "limit": "pagesize size perpage count",
    "id": "ids pk number numero",
    "ids": "id",
    "cursor": "after token",
    "updated_since": "since modifiedsince updatedafter",
    "lang": "language locale langue idioma hl",
    "fields": "only select include columns",
    "country": "countries nation iso iso2 iso3 countrycode code",
    "policy_area": "theme topic area thematicarea tema",
    "migration_phase": "phase stage etape fase",
    "organisation": "organization org institution",
    "source": "document publication reference",
    "period": "year years",
    "origin": "from fromcountry",
    "destination": "to tocountry",
    "from": "origin",
    "to": "destination",
    "": "pagesize perpage limit size rows count offset start",  # where none of them is taken, they mean nothing else
}


@dataclass(frozen=True)
class Unknown:
    """A parameter that an address does not take, and the one that is meant, if any is like it."""

    name: str  # as it was sent
    nearest: str

    @property
    def shown(self) -> str:
        """The name as people can be shown it."""
        return printable(self.name)[:_LONGEST]

    @property
    def refusal(self) -> str:
        """What whoever asked is told who gets no answer."""
        told = _("This address takes no parameter ‘%(name)s’.") % {"name": self.shown}
        meant = _("Did you mean ‘%(name)s’?") % {"name": self.nearest}
        return f"{told} {meant}" if self.nearest else told


def unknown(given: Iterable[str], taken: Collection[str]) -> list[Unknown]:
    """Return which of the parameters given are not taken, nor merely follow readers through the web."""
    others = [name for name in given if name not in taken and not _is_tracking(name)]
    return [Unknown(name, _nearest(name, frozenset(taken))) for name in others[:MOST]]


def _bare(name: str) -> str:
    """Return a name without what broken links and other programs put around it: `amp;`, `[]`, `[0]`."""
    return re.sub(r"^(amp;|#038;|\?|&)+|\[[^\]]*\]?$", "", name.strip(), flags=re.IGNORECASE)


def _is_tracking(name: str) -> bool:
    return _TRACKING.fullmatch(_bare(name).lower()) is not None


def _nearest(name: str, taken: frozenset[str]) -> str:
    """Return the parameter of those taken that is meant by a name, or nothing."""
    folded, spellings = comparable(_bare(name)[:_LONGEST]), _spellings(taken)
    if not folded or folded in spellings:
        return spellings.get(folded, "")
    close = process.extractOne(folded, list(spellings), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return spellings[close[0]] if close else ""


@lru_cache(maxsize=64)
def _spellings(taken: frozenset[str]) -> dict[str, str]:
    """Return each way to write a parameter that is taken, folded, with the parameter. Its own name goes before."""
    ways = {comparable(name): name for name in sorted(taken)}
    for facet in FACETS:
        for language in LANGUAGES if facet.name in taken else ():
            with override(language):
                ways.setdefault(comparable(str(facet.label)), facet.name)
    for name, others in _OTHERWISE.items():
        for other in others.split() if name in taken or not name else ():
            ways.setdefault(other, name)
    return ways
