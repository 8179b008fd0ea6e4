"""Laws 17 and 18 of a store: versions of deployments follow one another, each with its shifts or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.store.protocol import Store
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Estimate, Share
from daoan.terms.records.deployed import (
    Crew,
    DeploymentBody,
    DeploymentHead,
    DeploymentState,
    DeploymentVersion,
)
from daoan.terms.records.deploying import (
    Away,
    Deployment,
    DeploymentRequest,
    DeploymentUnit,
    Place,
    ShiftWindow,
    StretchDemand,
    UnitPlacement,
)
from daoan.terms.records.shifts import Shift
from tests.store.store_given import WORDS, day
from tests.store.work_given import note, require_unbroken

NONE = Estimate(0.5, 0.1, 0.9)
HOUR = timedelta(hours=1)


def version(n: int = 1, name: str = "d1", unit: str = "north", made: float = 1.0, **changes) -> DeploymentVersion:
    head = DeploymentHead(
        name, n, unit, DeploymentState.DRAFT, day(made), "p1", "begin", WORDS, "three", day(2), day(3), 1, 0, NONE,
        Share(1, 2), 0.5, NONE, Share(1, 3), "habit",
    )  # fmt: skip
    request = DeploymentRequest(
        "Asia/Shanghai", (Place("P01", 107.0, 35.0),), (ShiftWindow("s", day(2), day(2) + 8 * HOUR),),
        (DeploymentUnit("north", "st", 107.0, 35.0),), (StretchDemand("a", 107.0, 35.0, (0.5,)),),
    )  # fmt: skip
    plan = Deployment(
        "plan", "three", day(2), day(3), (UnitPlacement("north", "s", "P01", day(2), day(2) + 8 * HOUR),), (), NONE,
        Share(1, 2), 1.0, 0.5, 0, (WORDS,), "deployment 2025.1",
    )  # fmt: skip
    body = DeploymentBody(request, plan, (Crew("north", WORDS, ("p1", "p2"), WORDS),), aways=(Away("north", day(2)),))
    return DeploymentVersion(replace(head, **changes), body)


def shift(name: str = "s1", person: str = "p1", start: float = 2.0) -> Shift:
    return Shift(name, person, "north", day(start), day(start) + 8 * HOUR, "P01")


def test_versions_follow_one_another_and_stay(sealed: Store):
    first, second = version(), version(2, made=2, state=DeploymentState.ISSUED)
    sealed.keep_deployment(first, note("deployment.begin"))
    sealed.keep_deployment(second, note("deployment.issue"))
    for wrong in (version(2), version(4), version(0), version(2, "other")):
        with pytest.raises(Conflict):
            sealed.keep_deployment(wrong, note("deployment.begin"))
    assert sealed.get_deployment("d1", 1) == first
    assert sealed.get_deployment("d1") == second
    assert sealed.list_deployment_versions("d1") == (first.head, second.head)
    assert sealed.list_deployment_versions("other") == ()
    assert require_unbroken(sealed) == 2


@pytest.mark.parametrize("asked", [("d2", None), ("d1", 2), ("d1", 0), ("d1", -1), ("d1", 10**12)])
def test_what_there_is_not_is_not_found(sealed: Store, asked):
    sealed.keep_deployment(version(), note("deployment.begin"))
    with pytest.raises(NotFound):
        sealed.get_deployment(*asked)


def test_the_list_has_the_latest_of_each_by_unit(sealed: Store):
    for one in (version(), version(1, "d2", "south", made=3), version(2, made=2), version(1, "d0", made=2)):
        sealed.keep_deployment(one, note("deployment.begin"))
    assert [(h.deployment_id, h.version) for h in sealed.list_deployments()] == [("d2", 1), ("d0", 1), ("d1", 2)]
    assert [h.deployment_id for h in sealed.list_deployments({"north"})] == ["d0", "d1"]
    assert sealed.list_deployments(set()) == ()


def test_shifts_come_and_go_with_a_version(sealed: Store):
    span = day(0), day(9)
    sealed.keep_deployment(version(), note("deployment.issue"), [shift(), shift("s2", "p2")])
    sealed.keep_deployment(version(2), note("deployment.issue"), [shift("s3")], ["s1", "never"])
    assert sealed.list_shifts(*span) == (shift("s2", "p2"), shift("s3"))
    with pytest.raises(Conflict):
        sealed.keep_deployment(version(3), note("deployment.issue"), [shift("s4", start=2.1)], ["s2"])
    with pytest.raises(InputError):
        sealed.keep_deployment(version(3), note("deployment.issue"), [replace(shift("s4"), ends_at=day(1))], ["s2"])
    assert sealed.list_shifts(*span) == (shift("s2", "p2"), shift("s3")), "all or nothing"
    assert len(sealed.list_deployment_versions("d1")) == 2
    assert require_unbroken(sealed) == 2
