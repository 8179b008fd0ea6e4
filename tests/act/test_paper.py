"""Forms on paper: whatever a page asks for stands on a sheet, and nothing that a page does not ask for."""

import re

from daoan.act.paper import forms
from daoan.act.workflow.given import FIELD_NAMES
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import Part
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.registers import FieldKind, read_registers

PACKS = read_rule_packs(ROOT / "rulepacks")
REGISTERS = read_registers(PACKS["registers"])
FORMS = forms(REGISTERS, WORKFLOWS, PACKS)


def test_every_field_of_every_register_is_on_its_sheet():
    for kind, register in REGISTERS.items():
        form = FORMS[f"register-{kind}"]
        (part,) = form.parts
        assert [b.label for b in part.blanks[1:]] == [f.label for f in register.fields]
        assert [b.required for b in part.blanks[1:]] == [f.required for f in register.fields]
        assert [len(b.choices) for b in part.blanks[1:]] == [len(f.choices) for f in register.fields]
        assert form.personal == any(f.personal or f.see for f in register.fields)
        assert form.stamp == PACKS["registers"].stamp


def test_a_sheet_of_work_has_each_step_that_a_person_may_take_and_none_of_the_system():
    for kind, workflow in WORKFLOWS.items():
        by_hand = {row.event: row for row in reversed(workflow.transitions) if set(row.parts) != {Part.LOOP}}
        form = FORMS.get(f"work-{kind}")
        steps = [part for part in form.parts if part.ticked] if form else []
        assert len(steps) == len(by_hand)
        for part, row in zip(steps, sorted(by_hand.values(), key=workflow.transitions.index), strict=True):
            assert row.label.zh in part.title.zh
            assert len(part.blanks) == len(row.needs) + row.needs_note


def test_the_wardens_sheet_offers_what_the_phone_offers():
    labels = {b.label.en: b for part in FORMS["advice"].parts for b in part.blanks}
    for field in ("vehicle", "behaviour", "outcome"):
        assert [c.zh for c in labels[field].choices] == [row["zh"] for row in PACKS["advice"].get(field)]
    assert labels["note"].kind is FieldKind.LONG_TEXT
    assert not FORMS["advice"].personal  # no name, no plate
    assert FORMS["hazard"].personal  # somebody is called back


def test_every_field_of_every_step_has_a_name_in_both_languages():
    fields = {name for workflow in WORKFLOWS.values() for row in workflow.transitions for name in row.needs}
    assert len(fields) > 25
    assert fields - FIELD_NAMES.keys() == set()
    for name in fields:
        told = FIELD_NAMES[name]
        assert "_" not in told.en
        assert re.fullmatch(r"[\u4e00-\u9fff（）、，]+", told.zh), f"{name} is called {told.zh}"
