"""Studies: what came of measures, by methods that are not fooled by bad luck, by trends, or by impatience.

In flow measures, crashes snapped to a network, and a function that says what a regression lets expect of each stretch;
out flows a :class:`~daoan.terms.records.Study` a measure, with the naive figure beside ours, the checks, the quarters
with what was expected without it, and a verdict in both languages. A measure that cannot be judged gets a study that
says why.

Start at :func:`~daoan.learn.studies.conduct.conduct_studies`.
"""
