"""``/units`` and ``/people``: the organisation, and whoever manages people over those of their own unit and below."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from daoan.api.accounts import (
    PersonLine,
    change_person,
    fresh_person,
    line_of,
    list_lines,
    make_person,
    reset_password,
)
from daoan.api.answers import json_of
from daoan.api.gate import Gate, SignedIn
from daoan.api.guard import Signed, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records.people import Person
from daoan.terms.roles import Permission, Role
from daoan.terms.units import Unit, UnitTree

Name = Annotated[str, Field(min_length=1, max_length=80)]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class NewPerson(BaseModel):
    """Somebody to be added."""

    name: Name
    login: Annotated[str, Field(max_length=40)]
    unit_id: Annotated[str, Field(max_length=80)]
    roles: Roles
    second_factor_required: bool = False
    password: bool = True  # without one they come by the city's own directory only


class ChangedPerson(BaseModel):
    """What somebody shall be from now on."""

    name: Name
    unit_id: Annotated[str, Field(max_length=80)]
    roles: Roles
    active: bool = True
    second_factor_required: bool | None = None  # as it is


class ResetForm(BaseModel):
    """A new password; ``second_factor``: take the second factor away too, passkeys and all, for a lost telephone."""

    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class GivenPassword:
    """A person with the password that they were given; no later answer shows it again."""

    line: PersonLine
    password: str


def people_routes() -> APIRouter:
    """Routes about units and people."""
    router = APIRouter(tags=["people"], responses=PROBLEMS)
    manage = [needs(Permission.MANAGE_PEOPLE)]

    @router.get("/units", response_model=list[Unit], dependencies=[needs()], summary="Units, parents before children")
    def list_units(gate: TheGate) -> Response:
        return json_of(gate.store.list_units())

    @router.get("/people", response_model=list[PersonLine], dependencies=manage, summary="People of own unit and below")
    def list_people(gate: TheGate, signed: Signed) -> Response:
        tree = UnitTree(gate.store.list_units())
        return json_of(list_lines(gate, tree.below(signed.person.unit_id)))

    @router.post(
        "/people", response_model=GivenPassword, status_code=201, dependencies=manage,
        summary="Add a person; answers a password to hand over",
    )  # fmt: skip
    def add_person(form: NewPerson, gate: TheGate, signed: Signed) -> Response:
        _require_below(gate, signed, form.unit_id)
        person = fresh_person(form.name, form.unit_id, form.roles)
        person = replace(person, second_factor_required=form.second_factor_required)
        given = make_person(gate, person, form.login, signed.person, password=form.password)
        return _given(gate, given.person, given.password, 201)

    @router.put("/people/{person_id}", response_model=PersonLine, dependencies=manage, summary="Change a person")
    def put_person(person_id: str, form: ChangedPerson, gate: TheGate, signed: Signed) -> Response:
        person = _person_below(gate, signed, person_id)
        _require_below(gate, signed, form.unit_id)
        asked = form.second_factor_required
        changed = replace(
            person, name=form.name.strip(), unit_id=form.unit_id, roles=tuple(form.roles), active=form.active,
            second_factor_required=person.second_factor_required if asked is None else asked,
        )  # fmt: skip
        change_person(gate, changed, signed.person)
        return json_of(line_of(gate, changed))

    @router.post(
        "/people/{person_id}/password", response_model=GivenPassword, dependencies=manage,
        summary="A new password to hand over; all sessions of the person end",
    )  # fmt: skip
    def reset(person_id: str, form: ResetForm, gate: TheGate, signed: Signed) -> Response:
        person = _person_below(gate, signed, person_id)
        if person.person_id == signed.person.person_id:
            raise InputError("change your own password under /session/password · 本人口令请在个人设置中修改")
        given = reset_password(gate, person, signed.person, second_factor=form.second_factor)
        return _given(gate, person, given.password, 200)

    @router.delete(
        "/people/{person_id}/sessions", status_code=204, dependencies=manage, summary="End every session of a person"
    )
    def end_sessions(person_id: str, gate: TheGate, signed: Signed) -> Response:
        gate.close_all(_person_below(gate, signed, person_id).person_id, signed.person)
        return Response(status_code=204)

    @router.delete(
        "/people/{person_id}/directory", response_model=PersonLine, dependencies=manage,
        summary="Forget which entry of the directory a person is; all their sessions end",
    )  # fmt: skip
    def unlink(person_id: str, gate: TheGate, signed: Signed) -> Response:
        person = _person_below(gate, signed, person_id)
        gate.store.remove_link(person_id, gate.note(signed.person, "directory.unlink", person_id))
        gate.close_all(person_id, signed.person)
        return json_of(line_of(gate, person))

    return router


def _given(gate: Gate, person: Person, password: str, status: int) -> Response:
    answer = json_of(GivenPassword(line_of(gate, person), password))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _person_below(gate: Gate, signed: SignedIn, person_id: str) -> Person:
    """A person of the manager's unit or below; anybody else is as good as not there."""
    person = gate.store.get_person(person_id)
    if not UnitTree(gate.store.list_units()).within(person.unit_id, signed.person.unit_id):
        raise NotFound(f"no person {person_id!r}")
    return person


def _require_below(gate: Gate, signed: SignedIn, unit_id: str) -> None:
    if not UnitTree(gate.store.list_units()).within(unit_id, signed.person.unit_id):
        raise NotFound(f"no unit {unit_id!r:.80} at or below your own")
