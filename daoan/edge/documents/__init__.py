"""Documents on paper: content in, files out.

In: :class:`daoan.terms.documents.Document`, a language.
Out: docx in the layout of an official Chinese document (GB/T 9704-2012), PDF of the same.
Start at :mod:`daoan.edge.documents.docx`; the layout's numbers are in :mod:`daoan.edge.documents.layout`.
"""
