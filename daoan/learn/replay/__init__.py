"""Replay of a day 回放: what stood at each of its moments, as it was known then.

In flow what turns of the loop concluded, in order, and crashes as two moments read them; out flow the same with the
span of the day in which each stood. What became known later changes nothing before, and is marked as not yet known.

Start at :func:`daoan.learn.replay.standing.alert_spans`.
"""
