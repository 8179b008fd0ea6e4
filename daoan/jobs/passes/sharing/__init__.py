"""Passes for other platforms: what they ask, what a person decides on it, what is sent to them.

In: subscriptions of GA/T 1400 and the log of passes. Out: notifications to the platform that asked, never before a
person approved. Start at :mod:`daoan.jobs.passes.sharing.book` (what is kept); then
:mod:`daoan.jobs.passes.sharing.sender` (what goes out).
"""
