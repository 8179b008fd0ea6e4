"""Weeks in which a city, a county, a road class, a form of crash or a road user has more crashes than it should have.

In: crashes known at ``as_of``, the nowcasts (how complete the latest weeks are), the breaks in recording, the rule pack
``recent``. Out: every :class:`~daoan.terms.records.WatchedSeries`, and a :class:`~daoan.terms.records.Surge` for each
that stands out among all of them. Start at :func:`~daoan.assess.surges.watch.watch_surges`.
"""
