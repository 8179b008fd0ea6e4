"""``/session/contact``: how one wants to be told outside the page."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from daoan.api.answers import json_of, unkept
from daoan.api.guard import Signed, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.edge.mail import require_address
from daoan.terms.errors import InputError
from daoan.terms.records.people import Contact


class ContactForm(BaseModel):
    """An address, whether mail is wanted there, and in which language."""

    mail: Annotated[str, Field(max_length=254)] = ""
    wants_mail: bool = False
    language: Literal["both", "en", "zh"] = "both"


def contact_routes() -> APIRouter:
    """Routes about one's own contact."""
    router = APIRouter(tags=["session"], responses=PROBLEMS)

    @router.get("/session/contact", response_model=Contact, dependencies=[needs()], summary="Own address and wishes")
    def get_contact(signed: Signed) -> Response:
        return unkept(json_of(signed.person.contact))

    @router.put("/session/contact", response_model=Contact, dependencies=[needs()], summary="Change them")
    def put_contact(form: ContactForm, gate: TheGate, signed: Signed) -> Response:
        mail = require_address(form.mail.strip()) if form.mail.strip() else ""
        if form.wants_mail and not mail:
            raise InputError("give an address that mail can go to · 请填写电子邮件地址")
        contact = Contact(mail, form.wants_mail, form.language)
        person = gate.store.get_person(signed.person.person_id)  # as it is now, so that no change of theirs is undone
        note = gate.note(person, "person.contact", person.person_id, f"mail {'on' if form.wants_mail else 'off'}")
        gate.store.save_person(replace(person, contact=contact), note)
        return unkept(json_of(contact))

    return router
