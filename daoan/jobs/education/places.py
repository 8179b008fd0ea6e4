"""Names of counties, townships and villages by code, as segments and comparisons tell them."""

from daoan.jobs.registers import all_entries, register_of
from daoan.jobs.workroom import Workroom
from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor


def place_names(room: Workroom, city: City, actor: Actor) -> dict[str, Text]:
    """Names by code: counties of the city, villages of their register. A township without a name keeps its code."""
    names = {area.code: area.name for area in city.areas}
    for entry in all_entries(room, actor, register_of(room, "village"), text="", ended=False):
        name = mask_text(str(entry.values.get("name") or ""))
        names[str(entry.values.get("code"))] = Text(name, name)
    return names
