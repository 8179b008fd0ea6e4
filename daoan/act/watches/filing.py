"""What somebody files, as a matter in the first state of its table; or why it cannot be one."""

from dataclasses import dataclass
from datetime import datetime

from daoan.act.lookups.grounds import is_case_number
from daoan.act.watches.catalogue import OUTSIDE_CODES, Catalogue
from daoan.act.watches.watch import LEVELS, SECRET_WATCH, WATCH, life_refused
from daoan.act.workflow.given import moment_in
from daoan.act.workflow.table import Refused, Terms
from daoan.act.working_days import after_days
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.plates import pack_plate
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack
from daoan.terms.subjects import Subject, mentions, read_subject

MOST_PLACES, LONGEST_WORD, LONGEST_BRIEF = 50, 80, 2_000


@dataclass(frozen=True, slots=True)
class Filing:
    """An entry as somebody files it.

    Empty words take the default: of ``ground``, ``purpose`` and ``level`` the type's, of ``source`` "local", of
    ``until`` the days of the rule pack ``work``. ``until``: a local day, which means its end, or an ISO moment.
    ``areas``, ``sites``: where it holds; none: everywhere. ``large``: a yellow plate.
    """

    plate: str
    type: str
    case: str
    large: bool = False
    ground: str = ""
    ground_words: str = ""
    purpose: str = ""
    source: str = ""
    level: str = ""
    brief: str = ""
    until: str = ""
    areas: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    secret: bool = False
    proposed_by: str = ""  # rule that proposed it; empty: a person did


@dataclass(frozen=True, slots=True)
class FilingRules:
    """What a filing is held against. ``lookups``: the rule pack that says what a case number looks like."""

    catalogue: Catalogue
    terms: Terms
    lookups: RulePack


def read_plate(text: str, *, large: bool = False) -> tuple[Subject, int]:
    """A plate in its one form, and packed. Raises :class:`InputError`, without quoting it, for what can be none."""
    subject = read_subject("plate", text)
    return subject, pack_plate(subject.text, large=large)


def refusal_of(filing: Filing, at: datetime, rules: FilingRules) -> Refused | None:
    """Why something cannot be filed at a moment; ``None`` where it can."""
    try:
        subject, _ = read_plate(filing.plate, large=filing.large)
    except InputError:
        return Refused("plate", Text("this cannot be read as a plate", "号牌无法识别"))
    words = _words_refused(filing, subject, rules)
    return words or life_refused(_until(filing, at, rules.terms), at, rules.terms.pack)


def _words_refused(filing: Filing, subject: Subject, rules: FilingRules) -> Refused | None:
    catalogue = rules.catalogue
    if filing.type in OUTSIDE_CODES:
        return Refused(
            "outside", Text("types 21 to 25 are kept by the security police", "21至25类由治安、刑侦部门管理")
        )
    kind = catalogue.types.get(filing.type)
    if kind is None:
        return Refused("type", Text("choose a type", "请选择布控类型"))
    ground = catalogue.grounds.get(filing.ground or kind.ground)
    if ground is None or (ground.needs_words and not filing.ground_words.strip()):
        return Refused("ground", Text("give the legal ground", "请填写布控法律依据"))
    if filing.purpose and filing.purpose not in catalogue.purposes:
        return Refused("purpose", Text("choose a purpose", "请选择布控目的"))
    if filing.source and filing.source not in catalogue.sources:
        return Refused("source", Text("choose where it comes from", "请选择布控来源"))
    if filing.level and filing.level not in LEVELS:
        return Refused("level", Text("the level is 1 to 5", "等级为 1 至 5"))
    if not is_case_number(filing.case, rules.lookups):
        return Refused("case", Text("give the number of the case or document", "请填写案件或文书编号"))
    places = (*filing.areas, *filing.sites)
    if len(places) > MOST_PLACES or any(len(p) > LONGEST_WORD for p in places) or len(filing.brief) > LONGEST_BRIEF:
        return Refused("long", Text("this is too much to keep", "内容过长"))
    if any(mentions(subject, w) for w in (filing.brief, filing.ground_words, filing.case, *places)):
        return Refused(
            "plate_in_words", Text("write the plate into its own field only", "号牌只能填写在号牌栏，不得写入其他栏目")
        )
    return None


def filed(
    filing: Filing, matter_id: str, by: Actor, unit: str, token: str, at: datetime, rules: FilingRules
) -> Matter | Refused:
    """The matter of a filing by somebody for a unit. ``token``: the plate's, keyed."""
    refused = refusal_of(filing, at, rules)
    if refused is not None:
        return refused
    subject, _ = read_plate(filing.plate, large=filing.large)
    kind = rules.catalogue.types[filing.type]
    until = _until(filing, at, rules.terms)
    workflow = SECRET_WATCH if filing.secret else WATCH
    title = Text(f"Watch: {kind.name.en}", f"布控：{kind.name.zh}")
    values = {
        "title": {"en": title.en, "zh": title.zh},
        "plate": subject.text,
        "large": filing.large,
        "subject": token,
        "type": kind.code,
        "ground": filing.ground or kind.ground,
        "ground_words": filing.ground_words.strip(),
        "purpose": filing.purpose or kind.purpose,
        "case": filing.case.strip(),
        "source": filing.source or "local",
        "brief": filing.brief.strip(),
        "areas": list(filing.areas),
        "sites": list(filing.sites),
        "until": until.isoformat() if until else "",
        "filed_by": by.person_id,
        "filed_at": at.isoformat(),
    }
    if filing.proposed_by:
        values["proposed_by"] = filing.proposed_by
    return Matter(
        matter_id=matter_id,
        kind=workflow.kind,
        state=workflow.start,
        title=title.zh,
        issuer=unit,
        holder=unit,
        created_at=at,
        changed_at=at,
        created_by=by.person_id,
        root=matter_id,
        level=filing.level or kind.level,
        area=filing.areas[0] if len(filing.areas) == 1 else None,
        values=values,
    )


def _until(filing: Filing, at: datetime, terms: Terms) -> datetime | None:
    if filing.until.strip():
        return moment_in(filing.until.strip(), terms.zone)
    return after_days(at, int(terms.pack.get("watches.default_days")), terms.zone)
