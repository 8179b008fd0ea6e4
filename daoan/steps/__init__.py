"""The five stages as the loop takes them: what each room is handed of everything that is known.

In: :class:`~daoan.steps.given.Given`, what is known at a moment. Out: what one stage concludes from it and from the
stages before. No mathematics lives here and no step imports another but ``given`` and ``assess``, whose records they
pass on. Start at :mod:`daoan.loop`, which says in what order; a stage's rooms are found through its step.
"""
