"""The organisation of a demo: police and government of a city, as far as one account a role needs them."""

from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind

ROOT = "city"
COMMITTEE, DEPARTMENT = "committee", "transport"
DEPARTMENTS = {
    DEPARTMENT: Text("Transport bureau", "交通运输局"),
    "agriculture": Text("Agriculture bureau", "农业农村局"),
    "emergency": Text("Emergency management bureau", "应急管理局"),
    "education": Text("Education bureau", "教育局"),
    "market": Text("Market supervision administration", "市场监督管理局"),
}
ORDINALS = (Text("1st squad", "一中队"), Text("2nd squad", "二中队"))


def root_of(city: City) -> Unit:
    """The topmost unit: the traffic police of the city 市支队."""
    return Unit(ROOT, UnitKind.CITY, Text(f"{city.name.en} traffic police", f"{city.name.zh}交警支队"), None)


def units_of(city: City) -> tuple[Unit, ...]:
    """Every unit of the demo, parents before children: a brigade of two squads a county; one township, one company."""
    units = [root_of(city), Unit(COMMITTEE, UnitKind.COMMITTEE, Text("Road safety committee", "道安办"), ROOT)]
    units += [Unit(code, UnitKind.DEPARTMENT, name, COMMITTEE) for code, name in DEPARTMENTS.items()]
    for area in city.areas:
        brigade = f"b-{area.code}"
        name = Text(f"{area.name.en} brigade", f"{area.name.zh}大队")
        units.append(Unit(brigade, UnitKind.BRIGADE, name, ROOT, area.code))
        units += [
            Unit(f"{brigade}-{n}", UnitKind.SQUAD, _join(area.name, which), brigade, area.code)
            for n, which in enumerate(ORDINALS, start=1)
        ]
    first = city.areas[0]
    township = Unit(
        "township", UnitKind.TOWNSHIP, Text("Demo township office", "示范乡镇交安办"), f"b-{first.code}", first.code
    )
    village = Unit("village", UnitKind.VILLAGE, Text("Demo village post", "示范村劝导站"), township.unit_id, first.code)
    company = Unit(
        "company", UnitKind.COMPANY, Text("Demo coach company", "示范客运公司"), f"b-{first.code}", first.code
    )
    return (*units, township, village, company)


def place_of(role: Role, city: City) -> str:
    """The unit that the demo account of a role belongs to."""
    brigade = f"b-{city.areas[0].code}"
    return {
        Role.BRIGADE: brigade,
        Role.OFFICER: f"{brigade}-1",
        Role.COMMITTEE: COMMITTEE,
        Role.DEPARTMENT: DEPARTMENT,
        Role.TOWNSHIP: "township",
        Role.WARDEN: "village",
        Role.COMPANY: "company",
    }.get(role, ROOT)


def _join(area: Text, squad: Text) -> Text:
    return Text(f"{area.en}, {squad.en}", f"{area.zh}{squad.zh}")
