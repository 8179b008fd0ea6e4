"""Bands of age, as coarse as segments of publicity are: the codes of ``age_band`` in the rule pack ``publicity``."""

#: Lower ends in years, and codes.
AGE_BANDS = ((0, "under_14"), (14, "14_17"), (18, "18_29"), (30, "30_44"), (45, "45_59"), (60, "60_over"))
YOUNGEST_DRIVER, OLDEST = 18, 100


def band_of(years: int) -> str:
    """The band of an age in whole years."""
    return [code for lowest, code in AGE_BANDS if years >= lowest][-1]


def band_of_driver(number: str, year: int) -> str:
    """The band of a driver by a citizen's number (GB 11643), by the age that they reach in a year.

    Only the year of birth is read, and nothing of it is kept. ``""``: not recorded, for an age that no driver has.
    """
    born = number[6:10]
    years = year - int(born) if born.isdigit() else 0
    return band_of(years) if YOUNGEST_DRIVER <= years <= OLDEST else ""
