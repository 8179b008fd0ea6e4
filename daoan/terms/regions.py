"""Regions: which rule packs of a family a city starts with. The rule pack ``regions`` names them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Region:
    """One row of the pack. ``packs``: names that are on."""

    key: str
    name: Text
    countries: tuple[str, ...]
    packs: frozenset[str]


def regions_of(pack: RulePack) -> tuple[Region, ...]:
    """Every region, in the pack's order."""
    return tuple(
        Region(row["key"], Text(row["en"], row["zh"]), tuple(row["countries"]), frozenset(row["packs"]))
        for row in pack.get("region")
    )


def region_named(pack: RulePack, key: str) -> Region:
    """A region. Raises :class:`InputError` for one that there is not."""
    found = {region.key: region for region in regions_of(pack)}
    if key not in found:
        raise InputError(f"there is no region {key!r:.40}; choose from {', '.join(found)} · 没有该地区")
    return found[key]


def region_for(pack: RulePack, country: str) -> str:
    """The region that is proposed for a country: the first that names it, else the last of the pack."""
    regions = regions_of(pack)
    return next((r.key for r in regions if country.partition("-")[0] in r.countries), regions[-1].key)


def in_region(packs: Mapping[str, RulePack], key: object) -> dict[str, RulePack]:
    """The packs with those of each family switched off that the region does not name; all as they are without one.

    A pack that is off in its own file stays off.
    """
    if not isinstance(key, str):
        return dict(packs)
    region, prefixes = region_named(packs["regions"], key), tuple(packs["regions"].get("families.prefixes"))
    return {
        name: replace(pack, enabled=pack.enabled and name in region.packs) if name.startswith(prefixes) else pack
        for name, pack in packs.items()
    }
