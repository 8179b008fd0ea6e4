"""Files beside matters: taken in piece by piece up to their bound, told apart by content, given back as downloads."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from daoan.api.answers import json_of
from daoan.api.bodies import pieces_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.edge.uploads import LARGEST_BYTES, clean_upload
from daoan.jobs.attaching import keep_beside
from daoan.jobs.workroom import require_seen
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Attachment
from daoan.terms.roles import Permission

_WRAPPING_BYTES = 64 * 1024  # what multipart puts around a file
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def file_routes(work: WorkDesk) -> APIRouter:
    """Routes about attachments."""
    router = APIRouter(prefix="/work", tags=["work"], responses=PROBLEMS)

    @router.get("/attachments/{attachment_id}", response_class=Response, summary="A file beside a matter")
    def get_attachment(attachment_id: str, actor: Acting) -> Response:
        if not attachment_id.isalnum():
            raise NotFound(f"no attachment {attachment_id!r:.80}")
        try:
            attachment, content = work.room.store.get_attachment(attachment_id)
            require_visible(work, actor, attachment.matter_id)
        except NotFound:
            raise NotFound(f"no attachment {attachment_id!r}") from None
        work.room.store.append_audit(
            AuditNote(work.clock.now(), actor.person_id, actor.unit_id, "read.attachment", attachment_id)
        )
        return Response(
            content, media_type=attachment.media_type, headers=download_headers(work.eyes(actor).file(attachment).name)
        )

    @router.post(
        "/{matter_id}/attachments", response_model=Attachment, status_code=201, summary="Put a file beside a matter",
        openapi_extra=FORM,
        dependencies=[needs(Permission.WORK)],
    )  # fmt: skip
    async def post_attachment(matter_id: str, request: Request, actor: Acting) -> Response:
        await run_in_threadpool(require_visible, work, actor, matter_id)
        name, content = await read_file(request)
        attachment = await run_in_threadpool(attach, work, actor, matter_id, name, content)
        response = json_of(work.eyes(actor).file(attachment))
        response.status_code = 201
        return response

    return router


def require_visible(work: WorkDesk, actor: Actor, matter_id: str) -> None:
    """Raise :class:`NotFound` where the actor may not see a matter."""
    matter, family = work.room.load(matter_id)
    require_seen(actor, matter, family, work.room.units())


async def read_file(request: Request) -> tuple[str, bytes]:
    """Name and bytes of the one file of a form. Answers 413 as soon as more has come than a file may have."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InputError("send the file as multipart/form-data in the field 'file'")
    said = f"a file may have {LARGEST_BYTES // 1024 // 1024} MiB 文件过大"
    pieces = pieces_of(request, LARGEST_BYTES + _WRAPPING_BYTES, said)
    try:
        parser = MultiPartParser(request.headers, pieces, max_files=1, max_fields=4)  # type: ignore[arg-type]
        form = await parser.parse()
    except MultiPartException as problem:
        raise InputError(f"this is not a form with one file: {problem.message}") from None
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise InputError("send the file as multipart/form-data in the field 'file'")
    try:
        return file.filename or "", await file.read(LARGEST_BYTES + 1)
    finally:
        await file.close()


def attach(work: WorkDesk, actor: Actor, matter_id: str, name: str, content: bytes) -> Attachment:
    """Keep a file beside a matter; the same file beside the same matter once."""
    return keep_beside(work.room, actor, matter_id, clean_upload(name, content), work.clock.now())


def download_headers(name: str) -> dict[str, str]:
    """Headers that make a browser keep a file instead of showing it, under its name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
