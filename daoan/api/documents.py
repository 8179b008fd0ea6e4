"""``/documents``: documents written from records, on their way from draft to sent, as docx, PDF, pages and trace."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from daoan.act.workflow.engine import can_do
from daoan.act.workflow.table import Refused, Terms
from daoan.api.answers import json_of
from daoan.api.asking import Lang
from daoan.api.bulletins import file_of
from daoan.api.desk import Desk
from daoan.api.document_material import own_material
from daoan.api.document_shapes import DocumentDetail, DocumentLine, Documents, KindLine, SubjectLine, ToWrite
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.work_files import FORM, read_file
from daoan.api.workdesk import WorkDesk
from daoan.edge.documents.kept import from_json, to_json, trace_of
from daoan.edge.documents.press import MEDIA
from daoan.edge.documents.templates import check_template
from daoan.jobs.documents.office_templates import TemplateVersion, find_template, keep_template, list_versions
from daoan.jobs.documents.writing import (
    SIGNED,
    Drafted,
    document_seen,
    file_kept,
    list_documents,
    read_document,
    write_draft,
)
from daoan.jobs.letters import MARKS, marks_in
from daoan.learn.documents.kinds import KINDS, name_subject, write_document
from daoan.learn.documents.material import Material
from daoan.terms.documents import Document, figures_of
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

KindOf = Annotated[str, Path(pattern="^(daily|weekly|monthly|annual|commendation|dossier|study)$")]
MOST_SUBJECTS = 60


def document_routes(work: WorkDesk) -> APIRouter:
    """Routes about documents."""
    router = APIRouter(prefix="/documents", tags=["documents"], responses=PROBLEMS)
    desk = work.desk

    def marks() -> dict[str, str]:
        return marks_in(desk.store.find_setting(MARKS))

    def as_it_stands(matter: Matter) -> Document:
        return read_document(work.room, matter, from_json, marks())

    def pages(matter: Matter, lang: str) -> list[bytes]:
        return desk.press.pages(as_it_stands(matter), lang)

    @router.get("", response_model=Documents, summary="Documents, latest first, and what can be written")
    def get_documents(actor: Acting) -> Response:
        terms = work.room.terms()
        rows = tuple(_line(work, actor, m, terms) for m in list_documents(work.room, actor))
        view = desk.find_view()
        material = own_material(work, actor) if view is not None else None
        kinds = tuple(_kind(desk, name, material) for name in KINDS)
        may = actor.permissions
        return json_of(Documents(rows, kinds, Permission.ISSUE in may, Permission.SUPERVISE in may))

    @router.post(
        "", response_model=DocumentLine, status_code=201, summary="Write a document now, as a draft",
        dependencies=[needs(Permission.ISSUE)],
    )  # fmt: skip
    def post_document(body: ToWrite, actor: Acting) -> Response:
        if body.revises:
            document_seen(work.room, actor, body.revises)
        material = own_material(work, actor)
        subject = body.subject or next(iter(KINDS[body.kind].subjects(material) if body.kind in KINDS else ()), "")
        document = write_document(body.kind, material, subject)
        drafted = Drafted(body.kind, subject, document, to_json(document), body.revises)
        matter = write_draft(work.room, actor, drafted, work.clock.now())
        if isinstance(matter, Refused):
            return refusal(matter)
        answer = json_of(_line(work, actor, matter, work.room.terms()))
        answer.status_code = 201
        return answer

    @router.get("/templates/{kind}.docx", response_class=Response, summary="The template in use, to be edited in Word")
    def get_template(kind: KindOf, lang: Lang = "zh") -> Response:
        content = find_template(desk.store, kind, lang) or desk.press.template(lang)
        return file_of(content, "docx", f"template-{kind}-{lang}.docx")

    @router.post(
        "/templates/{kind}", response_model=TemplateVersion, status_code=201, openapi_extra=FORM,
        summary="Use the office's own template from now on", dependencies=[needs(Permission.SUPERVISE)],
    )  # fmt: skip
    async def post_template(kind: KindOf, request: Request, actor: Acting, lang: Lang = "zh") -> Response:
        name, content = await read_file(request)
        pack = desk.packs["documents"]
        faults = await run_in_threadpool(check_template, content, pack.get("templates.most_kib"))
        if faults:
            raise InputError("; ".join(f"{f.message.en} · {f.message.zh}" for f in faults[:6]))
        answer = json_of(_keep(work, actor, kind, lang, name, content))
        answer.status_code = 201
        return answer

    @router.delete(
        "/templates/{kind}", response_model=TemplateVersion, summary="Use the template that ships again",
        dependencies=[needs(Permission.SUPERVISE)],
    )  # fmt: skip
    def delete_template(kind: KindOf, actor: Acting, lang: Lang = "zh") -> Response:
        return json_of(_keep(work, actor, kind, lang, "", b""))

    @router.get(
        "/{matter_id}/pages/{page}.png", response_class=Response, summary="A page of a document, to be looked at"
    )
    def get_page(
        matter_id: str, page: Annotated[int, Path(ge=1, le=200)], actor: Acting, lang: Lang = "zh"
    ) -> Response:
        found = pages(document_seen(work.room, actor, matter_id), lang)
        if page > len(found):
            raise NotFound(f"it has {len(found)} pages")
        return Response(found[page - 1], media_type="image/png", headers={"Cache-Control": "private, no-store"})

    @router.get("/{matter_id}/trace.json", response_model=dict, summary="Where every figure of a document comes from")
    def get_trace(matter_id: str, actor: Acting) -> Response:
        matter = document_seen(work.room, actor, matter_id)
        return json_of(trace_of(as_it_stands(matter)) | {"sha256": matter.values.get("sha256")})

    @router.get("/{matter_id}/file.{kind}", response_class=Response, summary="A document as docx or PDF")
    def get_file(
        matter_id: str, kind: Annotated[str, Path(pattern="^(docx|pdf)$")], actor: Acting, lang: Lang = "zh"
    ) -> Response:
        matter = document_seen(work.room, actor, matter_id)
        own = find_template(desk.store, str(matter.values.get("document")), lang) if kind == "docx" else None

        def set_page() -> bytes:
            return desk.press.set(as_it_stands(matter), lang, kind, own)

        content = file_kept(work.room, matter, lang, kind, MEDIA[kind], set_page, work.clock.now())
        return file_of(content, kind, f"{matter_id}-{lang}.{kind}")

    @router.get("/{matter_id}", response_model=DocumentDetail, summary="One document as it stands")
    def get_document(matter_id: str, actor: Acting, lang: Lang = "zh") -> Response:
        matter = document_seen(work.room, actor, matter_id)
        document = as_it_stands(matter)
        requests, copies = (mask_text(str(matter.values.get(name, ""))) for name in ("requests", "copies"))
        number = len(desk.press.pages(document, lang))
        line = _line(work, actor, matter, work.room.terms())
        return json_of(DocumentDetail(line, requests, copies, len(figures_of(document)), number))

    return router


def _keep(work: WorkDesk, actor: Actor, kind: str, lang: str, name: str, content: bytes) -> TemplateVersion:
    most = work.desk.packs["documents"].get("templates.most_versions")
    return keep_template(work.desk.store, actor, kind, lang, name, content, work.clock.now(), most)


def _kind(desk: Desk, name: str, material: Material | None) -> KindLine:
    found = KINDS[name].subjects(material)[:MOST_SUBJECTS] if material is not None else ()
    subjects = tuple(SubjectLine(one, name_subject(name, material, one)) for one in found if material is not None)
    templates = {lang: list_versions(desk.store, name, lang) for lang in ("zh", "en")}
    return KindLine(name, KINDS[name].name, subjects, templates)


def _line(work: WorkDesk, actor: Actor, matter: Matter, terms: Terms) -> DocumentLine:
    workflow = work.room.workflows[matter.kind]
    values, kind = matter.values, str(matter.values.get("document"))
    title = values.get("title") or {}
    events = tuple(row.event for row in can_do(workflow, matter, actor, terms))
    return DocumentLine(
        matter.matter_id, matter.version, kind, KINDS[kind].name if kind in KINDS else Text(kind, kind),
        str(values.get("subject", "")), Text(str(title.get("en", matter.title)), str(title.get("zh", matter.title))),
        matter.state, workflow.states[matter.state], matter.created_at, matter.changed_at,
        terms.units.name_of(matter.issuer) or Text(matter.issuer, matter.issuer), matter.created_by == "loop",
        str(values.get("sha256", "")), str(values.get("revises", "")),
        matter.state in SIGNED, events,
    )  # fmt: skip
