"""What the forecast learns from: counts by period and cell, with what was known of each period beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from daoan.terms.errors import InputError
from daoan.terms.frames import Floats, Ints, Times

#: Days of the week that are weekend unless the caller knows better (Monday is 0).
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Panel:
    """Counts (periods, cells) on a regular local clock.

    Rows follow one another every ``hours_per_period`` on the wall clock of the city; the first begins a day. A period
    that nobody recorded, or that lies in the future, has NaN counts: it teaches nothing and can be forecast. Covariates
    are (periods,) or (periods, cells). *Calendar* is known for ever and never NaN. *Exogenous* is what the caller
    promises to have known when the day of the row began; NaN says it was not, and its effect is then left out. Weather
    or light written on a crash record must never be given here: they are known only where a crash was.

    Raises :class:`~daoan.terms.errors.InputError` where the shape, the clock or a value cannot be right.
    """

    counts: Floats  # crashes, ≥ 0; NaN: not known
    starts_local: Times  # (periods,) datetime64, wall clock
    hours_per_period: int  # divides 24
    x_m: Floats  # (cells,) metric plane, centre of the cell
    y_m: Floats
    calendar: Mapping[str, Floats] = field(default_factory=dict)
    exogenous: Mapping[str, Floats] = field(default_factory=dict)
    day_kind: Ints | None = None  # (periods,) 0 working day, 1 day off …; None: by the weekday
    exposure: Floats | None = None  # (cells,) traffic, any unit, > 0; NaN: not known
    completeness: Floats | None = None  # (periods,) share of the crashes that are already reported, in (0, 1]

    def __post_init__(self) -> None:
        _check_clock(self)
        _check_counts(self)
        _check_covariates(self)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(self.counts.shape[1])

    @property
    def periods_per_day(self) -> int:
        """How many periods a day has."""
        return 24 // self.hours_per_period

    @property
    def days(self) -> int:
        """Days begun, the last perhaps not whole."""
        return -(-len(self.counts) // self.periods_per_day)

    @property
    def day_of(self) -> Ints:
        """Row of the day that each period belongs to, (periods,)."""
        return np.arange(len(self.counts)) // self.periods_per_day

    @property
    def first_rows(self) -> Ints:
        """Row of the first period of each day, (days,)."""
        return np.arange(self.days) * self.periods_per_day

    @property
    def weekday(self) -> Ints:
        """Day of the week of each day, (days,), Monday 0."""
        day = self.starts_local[self.first_rows].astype("datetime64[D]").astype(np.int64)
        return np.asarray((day + 3) % 7)

    @property
    def month(self) -> Ints:
        """Month of each day, (days,), January 0."""
        return np.asarray(self.starts_local[self.first_rows].astype("datetime64[M]").astype(np.int64) % 12)

    @property
    def kind(self) -> Ints:
        """What kind of day each day is, (days,): as given, or 1 on Saturday and Sunday."""
        if self.day_kind is None:
            return np.isin(self.weekday, WEEKEND).astype(np.int64)
        return self.day_kind[self.first_rows]

    def by_day(self, values: Floats, fill: float = np.nan) -> Floats:
        """Values (periods, …) as (days, periods of a day, …); what the last day lacks is ``fill``."""
        whole = np.full((self.days * self.periods_per_day, *values.shape[1:]), fill)
        whole[: len(values)] = values
        return whole.reshape(self.days, self.periods_per_day, *values.shape[1:])


def _check_clock(panel: Panel) -> None:
    if panel.counts.ndim != 2 or 0 in panel.counts.shape:
        raise InputError(f"a panel needs counts (periods, cells), got shape {panel.counts.shape}; give whole days")
    if panel.hours_per_period < 1 or 24 % panel.hours_per_period:
        raise InputError(f"hours per period must divide 24, got {panel.hours_per_period}; 1, 2, 3, 4, 6, 8 do")
    if len(panel.starts_local) != len(panel.counts):
        raise InputError(f"{len(panel.counts)} rows of counts but {len(panel.starts_local)} starts; give one a row")
    starts = panel.starts_local.astype("datetime64[m]")
    if starts[0] != starts[0].astype("datetime64[D]"):
        raise InputError(f"the first period must begin a local day, got {starts[0]}; fill the day with NaN counts")
    wrong = np.flatnonzero(np.diff(starts) != np.timedelta64(panel.hours_per_period * 60, "m"))
    if len(wrong):
        raise InputError(
            f"after {starts[wrong[0]]} comes {starts[wrong[0] + 1]}, not {panel.hours_per_period} h later on the local"
            " clock; put rows of NaN counts where nothing was recorded"
        )


def _check_counts(panel: Panel) -> None:
    if np.any(panel.counts < 0) or np.any(np.isinf(panel.counts)):
        raise InputError("counts must be finite and not negative; take back the rows that subtract")
    if len(panel.x_m) != panel.cells or len(panel.y_m) != panel.cells:
        raise InputError(f"{panel.cells} cells but {len(panel.x_m)} x and {len(panel.y_m)} y; give one centre a cell")
    if not (np.isfinite(panel.x_m).all() and np.isfinite(panel.y_m).all()):
        raise InputError("every cell needs a finite centre, in metres")


def _check_covariates(panel: Panel) -> None:
    periods = len(panel.counts)
    allowed = {(periods,), (periods, panel.cells)}
    for name, values in {**panel.calendar, **panel.exogenous}.items():
        if values.shape not in allowed:
            raise InputError(f"covariate {name!r} has shape {values.shape}; it must be (periods,) or (periods, cells)")
        if np.any(np.isinf(values)):
            raise InputError(f"covariate {name!r} is infinite somewhere; say NaN where it is not known")
    for name, values in panel.calendar.items():
        if np.any(np.isnan(values)):
            raise InputError(f"calendar column {name!r} has gaps; what may be unknown belongs into exogenous")
    if twice := set(panel.calendar) & set(panel.exogenous):
        raise InputError(f"covariates {sorted(twice)} are both calendar and exogenous; name each once")
    if panel.day_kind is not None and (panel.day_kind.shape != (periods,) or np.any(panel.day_kind < 0)):
        raise InputError("day_kind must be (periods,) whole numbers from 0")
    if panel.exposure is not None and (panel.exposure.shape != (panel.cells,) or np.any(panel.exposure <= 0)):
        raise InputError("exposure must be (cells,) and above 0; say NaN where it is not known")
    share = panel.completeness
    if share is not None and (share.shape != (periods,) or not np.all((share > 0) & (share <= 1))):
        raise InputError("completeness must be (periods,) within (0, 1]; where nothing is known, counts are NaN")
