"""Roads: from files of four formats to one network with nodes, stable ids, routes and chainage.

Flows in: OpenStreetMap (.osm.pbf, .osm), GeoPackage, OS Open Roads, Parquet edges; hints for missing names; areas.
Flows out: :class:`~daoan.sense.roads.links.RoadLinks` from every reader, :class:`daoan.terms.frames.Network` from
:func:`~daoan.sense.roads.topology.build_network`, and stretches fit for estimation from
:func:`~daoan.sense.roads.stretches.make_stretches`. Start at ``links`` (the common columns), then ``topology``.
"""
