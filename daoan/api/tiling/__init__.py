"""Vector tiles from what a run concluded: what is drawn at a zoom, and its bytes.

What flows in: a :class:`~daoan.api.desk.View`; every layer (:mod:`~daoan.api.tiling.layers`) makes of it lines, points
or squares on the unit square of Web Mercator with columns of traits (:mod:`~daoan.api.tiling.drawing`), generalised for
one zoom (:mod:`~daoan.api.tiling.generalise`). What flows out: these cut to a tile (:mod:`~daoan.api.tiling.cut`),
written as a Mapbox Vector Tile (:mod:`~daoan.api.tiling.encode`) and kept (:mod:`~daoan.api.tiling.shelf`).
"""
