"""Feedback: what happens to a rule that goes where it found something, when it finds only where it goes.

In flow true rates of places; out flow shares of visits, round by round. Start at :mod:`daoan.kernels.feedback.urn`.
"""
