"""What sets the crashes of a place apart from those of the network: time, form, wet, dark, vulnerable users."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import false_discovery_control

from daoan.kernels.windows.tails import hypergeometric_tail
from daoan.terms.codes import LABELS, Form, Light, Surface
from daoan.terms.estimates import Share, Text
from daoan.terms.frames import NONE_CODE, Bools, Codes, CrashFrame, Ints, codes_of
from daoan.terms.records import Pattern

DARK = (Light.DARK_LIT, Light.DARK_UNLIT, Light.DARK_UNKNOWN)
WET = (Surface.WET, Surface.SNOW, Surface.ICE, Surface.FLOOD)
NIGHT_FROM_HOUR, NIGHT_UNTIL_HOUR = 22, 6


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of every crash: where it is recorded, and where it holds."""

    key: str
    label: Text
    recorded: Bools
    holds: Bools


def traits_of(crashes: CrashFrame) -> tuple[Trait, ...]:
    """The traits that the source records for at least one crash."""
    if len(crashes) == 0:
        return ()
    light_known = _known(crashes.light, Light.UNKNOWN)
    surface_known = _known(crashes.surface, Surface.UNKNOWN)
    everyone = np.ones(len(crashes), dtype=bool)
    form_known = crashes.form != NONE_CODE
    traits = [
        Trait("dark", Text("in the dark", "夜间光线条件"), light_known, np.isin(crashes.light, codes_of(Light, DARK))),
        Trait(
            "wet",
            Text("on a wet or icy surface", "湿滑路面"),
            surface_known,
            np.isin(crashes.surface, codes_of(Surface, WET)),
        ),
        Trait("vulnerable", Text("vulnerable users hurt", "涉行人、非机动车或摩托车"), everyone, crashes.vulnerable),
        *_time_traits(crashes),
    ]
    traits += [
        Trait(f"form:{form.value}", LABELS[form], form_known, crashes.form == code) for code, form in enumerate(Form)
    ]
    return tuple(t for t in traits if (t.recorded & t.holds).any())


def list_patterns(
    crashes: CrashFrame, members: Sequence[Ints], fdr: float, least_cases: int
) -> list[tuple[Pattern, ...]]:
    """For each place the traits that its crashes show more often than the network's, strongest first.

    ``crashes``: all of the period; ``members``: the rows of each place. The p-value is that of a draw without
    replacement from all crashes for which the trait is recorded (hypergeometric, one-sided); within a place the traits
    kept have a false-discovery rate of at most ``fdr`` and at least ``least_cases`` crashes.
    """
    traits = traits_of(crashes)
    if not traits or not members:
        return [() for _ in members]
    columns = [_counts(trait, members) for trait in traits]
    here = np.array([c[0] for c in columns])
    drawn = np.array([c[1] for c in columns])
    marked = np.array([int((t.holds & t.recorded).sum()) for t in traits])
    total = np.array([int(t.recorded.sum()) for t in traits])
    width = len(members)
    tails = hypergeometric_tail(here.ravel(), drawn.ravel(), np.repeat(marked, width), np.repeat(total, width))
    tails = tails.reshape(here.shape)
    found = []
    for k in range(width):
        controlled = false_discovery_control(tails[:, k])
        keep = [i for i in np.argsort(tails[:, k]) if controlled[i] <= fdr and here[i, k] >= least_cases]
        found.append(
            tuple(
                Pattern(
                    traits[i].key,
                    traits[i].label,
                    Share(float(here[i, k]), float(drawn[i, k])),
                    Share(float(marked[i]), float(total[i])),
                    float(tails[i, k]),
                )
                for i in keep
            )
        )
    return found


def _counts(trait: Trait, members: Sequence[Ints]) -> tuple[Ints, Ints]:
    recorded = trait.recorded.astype(np.int64)
    holds = (trait.recorded & trait.holds).astype(np.int64)
    return (
        np.array([holds[rows].sum() for rows in members], dtype=np.int64),
        np.array([recorded[rows].sum() for rows in members], dtype=np.int64),
    )


def _time_traits(crashes: CrashFrame) -> list[Trait]:
    # A source that tells the day only reads as midnight, one that tells the year only as 1 January: where most crashes
    # fall on that moment, the hour or the weekday is not recorded.
    day = crashes.local_at.astype("datetime64[D]")
    second = (crashes.local_at - day).astype("timedelta64[s]").astype(np.int64)
    hour = second // 3600
    everyone = np.ones(len(crashes), dtype=bool)
    traits = []
    if np.mean(second == 0) <= 0.5:
        night = (hour >= NIGHT_FROM_HOUR) | (hour < NIGHT_UNTIL_HOUR)
        traits.append(Trait("night", Text("22:00 to 06:00", "22时至次日6时"), everyone, night))
    if np.mean(day == day.astype("datetime64[Y]").astype("datetime64[D]")) <= 0.5:
        # Day 0 of the epoch, 1 January 1970, was a Thursday; Monday is 0.
        weekend = (day.astype(np.int64) + 3) % 7 >= 5
        traits.append(Trait("weekend", Text("at the weekend", "周末"), everyone, weekend))
    return traits


def _known(column: Codes, unknown: StrEnum) -> Bools:
    return np.asarray((column != NONE_CODE) & (column != list(type(unknown)).index(unknown)))
