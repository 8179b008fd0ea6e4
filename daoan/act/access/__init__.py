"""Rules of signing in and of who may hold what, without a store or a clock.

In: accounts, sessions, roles, moments, the rule pack ``access``. Out: the next version of an account, whether a session
still counts, why something is refused. Start at :mod:`daoan.act.access.lockout`.
"""
