"""What an account may be: passwords, second factors, and duties that one person may not hold together."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from daoan.terms.estimates import Text
from daoan.terms.records.people import Person, Session
from daoan.terms.roles import Permission, Role, permissions_of
from daoan.terms.rulepacks import RulePack

#: Whoever manages accounts could give themselves any of these in secret.
APART = frozenset({Permission.READ_AUDIT, Permission.LOOK_UP, Permission.WORK})


def password_refusal(password: str, login: str, pack: RulePack) -> Text | None:
    """Why a password cannot be taken, ``None`` where it can."""
    least, most = int(pack.get("password.least_length")), int(pack.get("password.most_length"))
    if len(password) < least:
        return Text(f"the password needs at least {least} characters", f"口令至少{least}个字符")
    if len(password) > most:
        return Text(f"the password may have {most} characters at most", f"口令至多{most}个字符")
    if login.casefold() in password.casefold():
        return Text("the password may not hold the login name", "口令不得包含登录名")
    if len(set(password)) < 5:
        return Text("the password repeats too few characters", "口令字符过于重复")
    return None


def duties_refusal(roles: Iterable[Role]) -> Text | None:
    """Why one person may not have these roles together, ``None`` where they may."""
    wanted = frozenset(roles)
    if not wanted:
        return Text("a person needs a role", "人员须有角色")
    both = permissions_of(wanted)
    if Permission.MANAGE_PEOPLE in both and both & APART:
        return Text(
            "who manages accounts may neither read the audit nor work on cases", "账号管理人员不得兼任审计或业务岗位"
        )
    return None


def must_have_second_factor(person: Person, pack: RulePack) -> bool:
    """Whether somebody gets nowhere without a second factor. Demo accounts do: they work on loopback only."""
    asked = person.second_factor_required or any(role in pack.get("second_factor.roles") for role in person.roles)
    return asked and not person.demo


def second_factor_due(person: Person, session: Session, pack: RulePack) -> bool:
    """Whether somebody must still set up a second factor: the session was opened without one."""
    return not session.second_factor and must_have_second_factor(person, pack)


def is_fresh(session: Session, at: datetime, pack: RulePack) -> bool:
    """Whether somebody signed in a moment ago, so that who sits there now is who signed in."""
    return at < session.created_at + timedelta(minutes=int(pack.get("session.fresh_minutes")))
