"""Network efficiency 路网运行效率: how long vehicles take from site to site, and what that says of the road between.

In: passes (and positions) of a local day, the sites, how far each clock is ahead, the road between sites. Out: for each
link and hour travel time against free flow, reliability, queues that reach the site behind, each with its number of
vehicles and an interval; no row of fewer vehicles than the rule pack ``efficiency`` allows. Start at ``day``; ``trips``
makes trips of passes, ``crossings`` makes passes of positions.
"""
