"""``/quality`` and ``/refusals``: what was read, refused and flagged, and how well it lies on the roads."""

from collections import Counter
from dataclasses import replace
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import FlagCount, Paged, Quality, RefusalCount, RefusedRow, SnapFacts
from daoan.jobs.exchange.standing import state_of
from daoan.sense.quality import RULES
from daoan.sense.quality.recording_changed import find_recording_changes
from daoan.terms.clock_health import ClockHealth
from daoan.terms.estimates import Share, Text
from daoan.terms.masking import mask_text
from daoan.terms.records import Notice, Refusal

TITLES = {rule.code: rule.title for rule in RULES}


def quality_routes(desk: Desk) -> APIRouter:
    """Routes about the state of the data."""
    router = APIRouter(tags=["quality"], responses=PROBLEMS)

    @router.get("/quality", response_model=Quality, summary="What was read, refused, flagged and snapped")
    def get_quality() -> Response:
        return json_of(quality_of(desk))

    @router.get("/refusals", response_model=Paged[RefusedRow], summary="Refused rows with their reasons")
    def list_refusals(
        state: str | None = "open",
        feed: str | None = None,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        page = desk.store.page_refusals(state=state or None, feed=feed, after=after, limit=limit)
        counts = desk.store.count_refusals()
        total = sum(n for (f, _, s), n in counts.items() if (not state or s == state) and feed in (None, f))
        return json_of({"rows": [refused_row(r) for r in page.rows], "next": page.next, "total": total})

    return router


def quality_of(desk: Desk) -> Quality:
    """The state of the data, also before the loop has run."""
    view = desk.find_view()
    refusals = [RefusalCount(*key, rows=n) for key, n in sorted(desk.store.count_refusals().items())]
    flags = Counter(flag for c in view.crashes().values() for flag in c.flags) if view else Counter()
    return Quality(
        receipts=[replace(r, file=mask_text(r.file)) for r in desk.store.list_receipts()],
        refusals=refusals,
        flags=[FlagCount(code, TITLES.get(code, Text(code, code)), n) for code, n in flags.most_common()],
        notices=recording_changes(desk, view) if view else [],
        snap=snap_facts(view, desk.city.snap_within_m) if view else None,
        without_place=_without_place(view) if view else None,
        clock=_clock(desk),
        exchange=state_of(desk.store, desk.packs["exchange"], desk.city.replay_at or desk.gate.clock.now()),
    )


def _clock(desk: Desk) -> ClockHealth | None:
    keeper = desk.shared.jobs.get("time")
    found: ClockHealth | None = keeper.state.last if keeper is not None else None
    return found


def refused_row(refusal: Refusal) -> RefusedRow:
    """A refused row without its cells; those are shown by ``daoan refusals`` on the machine itself."""
    return RefusedRow(
        refusal_id=refusal.refusal_id,
        feed=refusal.feed,
        file=mask_text(refusal.file),
        row=refusal.row,
        code=refusal.code,
        column=mask_text(refusal.column or "") or None,
        title=TITLES.get(refusal.code, Text(refusal.code, refusal.code)),
        refused_at=refusal.refused_at,
        state=refusal.state,
    )


def recording_changes(desk: Desk, view: View) -> list[Notice]:
    """Where the practice of recording changed, over the whole record."""

    def find() -> list[Notice]:
        return list(find_recording_changes(view.crashes().values(), desk.city.zone, desk.packs["feeds"]))

    notices: list[Notice] = view.keep("recording_changes", find)
    return notices


def snap_facts(view: View, within_m: float) -> SnapFacts:
    """Distances from crash to road in ten equal steps up to the reach of snapping."""
    snaps = view.snaps().values()
    distances = np.array([s.snap_m for s in snaps if s.segment_id is not None and s.snap_m is not None])
    counts, edges = np.histogram(distances, bins=10, range=(0.0, within_m))
    rows = [(float(a), float(b), int(n)) for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)]
    return SnapFacts(within_m, rows, Share(len(distances), len(snaps)))


def _without_place(view: View) -> Share:
    crashes = view.crashes().values()
    return Share(sum(c.lon is None for c in crashes), len(crashes))
