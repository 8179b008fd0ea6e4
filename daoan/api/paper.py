"""``/paper``: forms to print and fill in by hand where no device works; every list and every step of work has one."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from daoan.act.paper import forms
from daoan.api.answers import json_of
from daoan.api.asking import Lang
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.edge.documents.form_pdf import form_pdf
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.paper import Form


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in the list. ``group``: advice, reports, work, registers; ``typed_in``: the page it is typed in on."""

    code: str
    group: str
    title: Text
    purpose: Text
    fields: int
    personal: bool
    typed_in: str


def paper_routes(work: WorkDesk) -> APIRouter:
    """Routes of forms. They hold nothing but names of fields: whoever is signed in may print them."""
    router = APIRouter(prefix="/paper", tags=["work"], responses=PROBLEMS)

    def every() -> dict[str, Form]:
        room = work.room
        return forms(room.registers, room.workflows, work.desk.packs)

    @router.get("", response_model=list[FormLine], summary="Every form on paper")
    def list_forms() -> Response:
        return json_of([_line(form) for form in every().values()])

    @router.get("/{code}.pdf", response_class=Response, summary="One form, A4, to print and fill in by hand")
    def get_form(code: str, lang: Lang = "zh") -> Response:
        form = every().get(code)
        if form is None:
            raise NotFound(f"there is no form {code!r:.80} 没有该表单")
        desk = work.desk
        content = form_pdf(form, lang, desk.web, desk.cache, simulated=desk.city.simulated)
        return Response(
            content,
            media_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="form-{code}-{lang}.pdf"'},
        )

    return router


def _line(form: Form) -> FormLine:
    fields = sum(len(part.blanks) for part in form.parts)
    return FormLine(form.code, form.group, form.title, form.purpose, fields, form.personal, form.typed_in)
