"""Days of passes seen again, in this process or on Apache Spark, with the same bytes as the answer.

In: a day of the lake, cut into slices of time (:mod:`.slices`), and the engine's surroundings. Out: for each slice one
Parquet file of detections (:mod:`.told`), in the order of the passes. :mod:`.embedded` sees the slices here; the module
``spark`` beside it sees them on a cluster, each shard's state one value in Spark's own store. Start at :mod:`.slices`.
"""
