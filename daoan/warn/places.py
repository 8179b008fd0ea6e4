"""How a place is called in a warning."""

from collections.abc import Mapping

from daoan.terms.estimates import Text
from daoan.terms.places import point_text


def name_of_area(area: str | None, names: Mapping[str, Text]) -> Text:
    """The name of an area, its code where it has none, or nothing."""
    return Text("", "") if area is None else names.get(area, Text(area, area))


def name_of_place(
    road_name: str | None,
    area: Text,
    from_m: float | None = None,
    to_m: float | None = None,
    lon: float | None = None,
    lat: float | None = None,
) -> Text:
    """Road, chainage where known, and area: "A660 K1+200–K1+700, Leeds"; "利兹A660 K1+200—K1+700".

    Where the road has no name, a chainage tells nothing: the coordinates (degrees, WGS-84), if given, say where it is.
    """
    road = Text(road_name, road_name) if road_name else name_of_nameless(lon, lat)
    reach = Text("", "")
    if road_name and from_m is not None and to_m is not None:
        reach = Text(f" {_chainage(from_m)}–{_chainage(to_m)}", f" {_chainage(from_m)}—{_chainage(to_m)}")
    return Text(f"{road.en}{reach.en}" + (f", {area.en}" if area.en else ""), f"{area.zh}{road.zh}{reach.zh}")


def name_of_nameless(lon: float | None, lat: float | None) -> Text:
    """What a road without a name is called."""
    if lon is None or lat is None:
        return Text("unnamed road", "未命名道路")
    at = point_text(lon, lat)
    return Text(f"unnamed road at {at.en}", f"未命名道路（{at.zh}）")


def _chainage(metres: float) -> str:
    whole = round(metres)
    return f"K{whole // 1000}+{whole % 1000:03d}"
