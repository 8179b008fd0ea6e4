"""The order draft that answers an alert: one way, whether it is started from the alert itself or from it in work."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from daoan.act.orders.order import ORDER
from daoan.act.workflow.given import text_in, units_in
from daoan.terms.records import Evidence
from daoan.terms.records.working import Matter

#: Levels of alerts to urgencies of the orders drafted from them, until somebody says otherwise.
URGENCY_OF = {"red": "urgent", "orange": "pressing", "yellow": "pressing", "blue": "normal"}


def order_from(alert: Matter, given: Mapping[str, Any]) -> Matter:
    """An order draft that stands on the alert and its evidence, in the name of the alert's holder.

    ``alert``: as a matter (:func:`daoan.act.alerts.matters.matter_of`). ``given``: ``targets``, ``urgency``, ``rule``,
    ``text``, ``category``, ``elements``, ``casualties`` as far as somebody chose them; whom it goes to is not guessed.
    Ids and times are the engine's.
    """
    name = str(alert.values.get("alert", alert.matter_id))
    title, body = text_in(alert.values.get("title"), alert.title), text_in(alert.values.get("body"), "")
    values = {
        "alert": name,
        "title": {"en": title.en, "zh": title.zh},
        "targets": list(units_in(given.get("targets"))),
        "rule": str(given.get("rule", "all")),
        "text": str(given["text"]) if given.get("text") else {"en": body.en, "zh": body.zh},
        "category": str(given.get("category", alert.values.get("category", alert.values.get("rule", "alert_check")))),
        "elements": list(given.get("elements", alert.values.get("elements", ()))),
    }
    casualties = given.get("casualties", alert.values.get("casualties"))
    if casualties:
        values["casualties"] = casualties
    level = str(given.get("urgency", URGENCY_OF.get(alert.level, "normal")))
    grounds = (Evidence("alert", name, title, alert.level), *alert.evidence)
    return replace(
        alert, matter_id="", kind=ORDER.kind, issuer=alert.holder, level=level, evidence=grounds, values=values
    )
