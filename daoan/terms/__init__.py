"""词汇 The words that every other room speaks.

In: nothing of ours; this package imports no other part of Daoan.
Out: records (frozen, two times each), columnar frames for bulk analysis, codes that name their standard,
bilingual text and glossary, places and datums, times, rule packs and the error tree.
Start at :mod:`daoan.terms.records`, the nouns; then :mod:`daoan.terms.frames`, the same nouns as columns.
"""
