"""Counts of casualties and vehicles that cannot all be true.

No casualty in an injury register; no vehicle at all; a casualty in the fourth vehicle of three; more or fewer casualty
rows than the crash declares. A pedestrian and one vehicle is as it should be.
"""

from daoan.sense.quality.rule import Action, Finding, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="counts.disagree",
    actions=(Action.FLAG,),
    title=Text("counts disagree", "人数或车辆数不一致"),
    message=Text("The counts of this crash disagree: {reason_en}.", "该事故的人数与车辆数不一致：{reason_zh}。"),
    why=Text(
        "The crash happened whichever count is wrong; a person should look at the record.",
        "无论哪个数字有误，事故均已发生，应由人工核对案卷。",
    ),
)


def check(
    vehicles: int | None,
    casualties: int | None,
    declared_casualties: int | None = None,
    highest_vehicle: int | None = None,
    injury_register: bool = True,
) -> Finding | None:
    """What the rule finds in one crash.

    ``casualties`` are the killed and injured that the record shows, ``declared_casualties`` the number it states,
    ``highest_vehicle`` the highest vehicle number that a casualty row names. ``None`` is never held against a record.
    """
    if vehicles is not None and vehicles <= 0:
        return _found(f"{vehicles} vehicles", f"车辆数为 {vehicles}")
    if injury_register and casualties == 0:
        return _found("nobody killed or injured in an injury register", "伤人事故登记中无伤亡人员")
    if declared_casualties is not None and casualties is not None and declared_casualties != casualties:
        return _found(
            f"{declared_casualties} casualties stated, {casualties} shown",
            f"登记伤亡 {declared_casualties} 人，明细 {casualties} 人",
        )
    if highest_vehicle is not None and vehicles is not None and highest_vehicle > vehicles:
        return _found(
            f"a casualty in vehicle {highest_vehicle} of {vehicles}",
            f"共 {vehicles} 车，却有第 {highest_vehicle} 车的伤员",
        )
    return None


def _found(en: str, zh: str) -> Finding:
    return Finding(RULE, None, RULE.say(reason_en=en, reason_zh=zh))
