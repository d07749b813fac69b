"""The parameters that the API takes for practices: those of the browse page, and more."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Field
from pydantic import create_model

from practices.discovery.criteria import LONGEST_TEXT, LONGEST_VALUE, MOST_VALUES, SORTS
from practices.taxonomy.facets import FACETS

from .choosing import Choosing
from .narrowing import fields_of
from .paging import Page
from .schemas import PracticeDetail
from .texts import TextParameters

LARGEST_PAGE = 100


class _Parameters(TextParameters, Choosing, Page):
    """What the list of practices takes besides the facets."""

    q: str = Field(
        "", max_length=LONGEST_TEXT, description='Words, "phrases", -excluded words, OR between alternatives.'
    )
    sort: Literal["", *SORTS] = Field(  # type: ignore[valid-type]
        "",
        description="`best` match; `named` practices first, then the newest; `newest`; by `title`. "
        "Empty: `best` for a text, `named` without one.",
    )
    page_size: int = Field(20, ge=1, le=LARGEST_PAGE, description="Results on a page")
    full: bool = Field(
        False,
        description="Whether each practice comes with all that `/practices/<id>` says of it. So it does if `fields` "
        "names what a summary has not.",
    )


_Value = Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE)]
_SELECTIONS: dict[str, Any] = {
    facet.name: (
        list[_Value],
        Field(
            [],
            max_length=MOST_VALUES,
            description=f"{facet.label}. Repeat it for 'or'. A minus before a value leaves out what has it. "
            "`/vocabularies` and `/facets` list the values."
            if not facet.within
            else f"Practices whose `{facet.within}` lie within these: all their values there are among them, and there "
            "is one. Repeat it for each. A minus before a value leaves out what has it.",
        ),
    )
    for facet in FACETS
}
ListParameters = create_model("ListParameters", __base__=_Parameters, **_SELECTIONS, fields=fields_of(PracticeDetail))
DetailParameters = create_model("DetailParameters", __base__=TextParameters, fields=fields_of(PracticeDetail))
