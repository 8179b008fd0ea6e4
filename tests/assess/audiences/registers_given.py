"""Random registers of people with coarse traits, who join, move and leave from month to month; nobody becomes a
child again."""

from hypothesis import strategies as st

from daoan.assess.audiences.traits import CHILD, Cell, traits_in
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs

TRAITS = traits_in(read_rule_packs(ROOT / "rulepacks")["publicity"])
FEWEST = 10
CHOICES = {
    "occupation": ("freight_driver", "coach_driver", "rider"),
    "county": ("A1", "A2", "A3"),
    "vehicle_use": ("heavy_goods", "two_wheels", ""),
    "age_band": ("under_14", "30_44", "60_over", ""),
}


def cell(occupation: str = "", county: str = "", vehicle_use: str = "", age_band: str = "") -> Cell:
    """A cell of the four traits that these tests use."""
    return TRAITS.cell(occupation=occupation, county=county, vehicle_use=vehicle_use, age_band=age_band)


@st.composite
def people(draw, least: int = 0, most: int = 60) -> list[Cell]:
    """Cells of some people, most of them of few kinds, so that groups of about ten come up."""
    kinds = draw(st.lists(st.builds(cell, *(st.sampled_from(c) for c in CHOICES.values())), min_size=1, max_size=7))
    sizes = draw(st.lists(st.integers(0, 14), min_size=len(kinds), max_size=len(kinds)))
    found = [kind for kind, n in zip(kinds, sizes, strict=True) for _ in range(n)]
    return (found + kinds * least)[: max(most, least)]


@st.composite
def histories(draw, most_months: int = 4) -> list[tuple[str, dict[str, Cell]]]:
    """What each token was like at the end of each month; from month to month one person more, some, or many."""
    members = {f"t{n}": one for n, one in enumerate(draw(people()))}
    months = [("2026-01", dict(members))]
    for month in range(2, draw(st.integers(2, most_months)) + 1):
        tokens, older = sorted(members), [c for c in members.values() if CHILD not in c] or [cell("rider")]
        for token in draw(st.sets(st.sampled_from(tokens), max_size=14)) if tokens else ():
            if draw(st.booleans()):
                del members[token]
            else:
                members[token] = draw(st.sampled_from(older))
        joined = draw(st.one_of(people(least=1, most=1), people(most=25)))
        members |= {f"t{month}-{n}": one for n, one in enumerate(joined)}
        if draw(st.booleans()) and months[0][1]:  # somebody who was there comes back
            token = draw(st.sampled_from(sorted(months[0][1])))
            if CHILD not in months[0][1][token]:
                members[token] = months[0][1][token]
        months.append((f"2026-{month:02d}", dict(members)))
    return months
