"""Who may do what: roles of people, and the permissions that each role carries.

A role says what somebody may do at all; the unit they belong to says where (their own unit and below). Both are asked
on every route. ``docs/models/roles.md`` shows the table.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from daoan.terms.estimates import Text


class Permission(StrEnum):
    """One thing that somebody may do."""

    SEE_RISK = "see_risk"  # estimates, indicators, alerts, plans: nothing about a person or a plate
    SEE_CRASHES = "see_crashes"  # single crashes with full time and place
    CORRECT_DATA = "correct_data"  # corrections, refusals, replay
    SEE_WORK = "see_work"  # orders, hazards, alerts in work of the own unit and below
    WORK = "work"  # sign, pass down, feed back, comment, attach
    REPORT = "report"  # report a hazard
    ISSUE = "issue"  # draft and issue orders, hazards, supervision
    AUDIT_WORK = "audit_work"  # first and final audit, acceptance, grading
    SUPERVISE = "supervise"  # reminders, letters, listed supervision, responsibility
    SEE_DEVICES = "see_devices"  # where cameras and checkpoints stand exactly; others see county and road
    LOOK_UP = "look_up"  # a plate, a person, a track: with purpose and case number, always logged
    WATCH = "watch"  # file watch entries, ask for their withdrawal
    APPROVE_WATCH = "approve_watch"  # review and approve what others filed
    SHARE = "share"  # let passes be handed to another platform, and end it
    PATROL = "patrol"  # tell one's own position while on duty
    SEE_PATROLS = "see_patrols"  # where officers on duty are, own unit and below; others see their own unit
    KEEP_ROSTER = "keep_roster"  # take in files of companies, key vehicles and drivers; ask for clearing tasks
    OWN_COMPANY = "own_company"  # the own company's fleet, deadlines, tasks and ratings; nothing of another
    MANAGE_PEOPLE = "manage_people"  # units, people, accounts, roles
    READ_AUDIT = "read_audit"  # the audit log; reading it is logged too
    CONFIGURE = "configure"  # settings, rule packs, retention


class Role(StrEnum):
    """What somebody is here for."""

    ADMINISTRATOR = "administrator"
    LEADER = "leader"
    COMMANDER = "commander"
    ANALYST = "analyst"
    BRIGADE = "brigade"
    OFFICER = "officer"
    COMMITTEE = "committee"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    WARDEN = "warden"
    COMPANY = "company"
    AUDITOR = "auditor"
    VISITOR = "visitor"


ROLE_NAMES: Mapping[Role, Text] = {
    Role.ADMINISTRATOR: Text("administrator", "系统管理员"),
    Role.LEADER: Text("leader", "领导"),
    Role.COMMANDER: Text("command centre", "指挥中心"),
    Role.ANALYST: Text("analyst", "情报研判岗"),
    Role.BRIGADE: Text("brigade or squad leader", "大队、中队负责人"),
    Role.OFFICER: Text("officer", "路面民警"),
    Role.COMMITTEE: Text("office of the road-safety committee", "道安办"),
    Role.DEPARTMENT: Text("department of the committee", "成员单位"),
    Role.TOWNSHIP: Text("township office", "乡镇交安办"),
    Role.WARDEN: Text("village warden", "村劝导员"),
    Role.COMPANY: Text("company safety officer", "企业安全员"),
    Role.AUDITOR: Text("auditor", "审计员"),
    Role.VISITOR: Text("reader", "查看人员"),
}

_P = Permission
_DAILY = {_P.SEE_RISK, _P.SEE_WORK, _P.WORK, _P.REPORT}

#: Nobody who manages accounts may also read the audit of them, nor work on cases: duties are kept apart.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({_P.MANAGE_PEOPLE, _P.CONFIGURE, _P.SEE_RISK, _P.SEE_DEVICES}),
    Role.LEADER: frozenset(
        {_P.SEE_RISK, _P.SEE_CRASHES, _P.SEE_WORK, _P.WORK, _P.AUDIT_WORK, _P.SUPERVISE, _P.APPROVE_WATCH}
        | {_P.SEE_PATROLS, _P.SHARE}
    ),
    Role.COMMANDER: frozenset(
        _DAILY
        | {_P.SEE_CRASHES, _P.ISSUE, _P.AUDIT_WORK, _P.SUPERVISE, _P.LOOK_UP, _P.CORRECT_DATA}
        | {_P.WATCH, _P.APPROVE_WATCH, _P.SEE_DEVICES, _P.PATROL, _P.SEE_PATROLS, _P.SHARE, _P.KEEP_ROSTER}
    ),
    Role.ANALYST: frozenset(
        _DAILY | {_P.SEE_CRASHES, _P.ISSUE, _P.LOOK_UP, _P.CORRECT_DATA, _P.WATCH, _P.SEE_DEVICES, _P.KEEP_ROSTER}
    ),
    Role.BRIGADE: frozenset(
        _DAILY
        | {_P.SEE_CRASHES, _P.ISSUE, _P.AUDIT_WORK, _P.LOOK_UP, _P.WATCH, _P.APPROVE_WATCH}
        | {_P.PATROL, _P.SEE_PATROLS, _P.KEEP_ROSTER}
    ),
    Role.OFFICER: frozenset(_DAILY | {_P.SEE_CRASHES, _P.LOOK_UP, _P.WATCH, _P.PATROL}),
    Role.COMMITTEE: frozenset(_DAILY | {_P.SEE_CRASHES, _P.ISSUE, _P.AUDIT_WORK, _P.SUPERVISE}),
    Role.DEPARTMENT: frozenset(_DAILY | {_P.AUDIT_WORK}),
    Role.TOWNSHIP: frozenset(_DAILY),
    Role.WARDEN: frozenset({_P.SEE_WORK, _P.WORK, _P.REPORT}),
    Role.COMPANY: frozenset({_P.SEE_WORK, _P.WORK, _P.OWN_COMPANY}),
    Role.AUDITOR: frozenset({_P.READ_AUDIT, _P.SEE_RISK}),
    Role.VISITOR: frozenset({_P.SEE_RISK}),
}


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
