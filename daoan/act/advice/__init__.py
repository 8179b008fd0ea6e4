"""Advice at country stations 劝导: what becomes of a record that goes to the police, and how duty is proved.

A handed-over record flows in as a matter (:mod:`daoan.act.advice.handover`); codes of a shift are made and read in
:mod:`daoan.act.advice.codes`; check-ins and records become the day of a station in :mod:`daoan.act.advice.attendance`.
"""
