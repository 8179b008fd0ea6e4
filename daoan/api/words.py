"""``/glossary`` and ``/labels``: the words of the house, so that pages and documents say the same."""

from fastapi import APIRouter, Response

from daoan.api.answers import json_of
from daoan.terms.codes import LABELS
from daoan.terms.estimates import Text
from daoan.terms.glossary import Term, glossary


def word_routes() -> APIRouter:
    """Routes about words."""
    router = APIRouter(tags=["words"])

    @router.get("/glossary", response_model=list[Term], summary="The glossary, in both languages")
    def list_terms() -> Response:
        return json_of(list(glossary().values()))

    @router.get("/labels", response_model=dict[str, dict[str, Text]], summary="Both wordings of every code")
    def list_labels() -> Response:
        return json_of(labels())

    return router


def labels() -> dict[str, dict[str, Text]]:
    """Wordings by enumeration (``road_class``) and value (``motorway``)."""
    found: dict[str, dict[str, Text]] = {}
    for code, text in LABELS.items():
        kind = "".join("_" + c.lower() if c.isupper() else c for c in type(code).__name__).lstrip("_")
        found.setdefault(kind, {})[code.value] = text
    return found
