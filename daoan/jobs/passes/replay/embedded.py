"""A replay in this process: shard beside shard, slice after slice."""

from pathlib import Path

from daoan.jobs.passes.replay.slices import read_slices
from daoan.jobs.passes.replay.told import write_told
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.shards import Shards


def replay_here(slices: Path, out: Path, around: Surroundings, shards: int) -> int:
    """See every slice of a folder; what each led to lies in ``out``. Answers how many passes were seen."""
    engines, seen = Shards(around, shards), 0
    for number, passes in enumerate(read_slices(slices)):
        write_told(out, number, engines.see(passes))
        seen += len(passes)
    return seen
