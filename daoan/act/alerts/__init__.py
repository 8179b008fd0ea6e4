"""Alerts in work 预警处置: what somebody does about a warning once it is raised.

An :class:`~daoan.terms.records.Alert` flows in and becomes a matter (:func:`daoan.act.alerts.matters.matter_of`) that
moves by :data:`daoan.act.alerts.alert.ALERT`; orders drafted from it lie below it and close its loop when they close.
"""
