"""Small junctions with lights; and a simulator that is a formula."""

import numpy as np

from daoan.config import ROOT
from daoan.terms.rulepacks import read_rule_pack
from daoan.terms.signals import Journey, Link, Phase, Programme, Roads, SignalJunction

PACK = read_rule_pack((ROOT / "rulepacks" / "signals.toml").read_text("utf-8"), "signals")


def junction(name="J", seconds=(30, 3, 2, 30, 3, 2), crossing_m=None, least=None, most=None, offset=0.0):
    """North–south, then west–east; yellow of 3 s, all-red of 2 s; link 4 is the crossing that walks with the first."""
    states = ("GGrrG", "yyrrr", "rrrrr", "rrGGr", "rryyr", "rrrrr")
    phases = tuple(
        Phase(float(s), state, least if k in (0, 3) else None, most if k in (0, 3) else None)
        for k, (s, state) in enumerate(zip(seconds, states, strict=True))
    )
    roads = (("n", "s"), ("s", "n"), ("w", "e"), ("e", "w"))
    links = tuple(Link(k, f"{name}{a}in", f"{name}{b}out") for k, (a, b) in enumerate(roads))
    links += (Link(4, f":{name}w0", f":{name}c0", 0, 0, crossing_m),)
    return SignalJunction(Programme(name, phases, offset), links)


def roads_of(*junctions):
    return Roads(tuple(junctions), {})


def journeys(junction, north_south=300, west_east=900):
    """Who drives through it in an hour."""
    name = junction.junction_id
    down = [Journey((f"{name}nin", f"{name}sout"))] * north_south
    return down + [Journey((f"{name}win", f"{name}eout"))] * west_east


def formula(best_share=0.7, best_cycle=50.0, scatter=0.5):
    """A delay with one optimum that scatters by seed, alike for all (common random numbers)."""

    def measure(sets, seeds):
        def one(programmes, seed):
            noise = scatter * np.random.default_rng(seed).standard_normal()
            cost = 0.0
            for p in programmes:
                first, second = p.phases[0].duration_s, p.phases[3].duration_s
                cost += 40 * (second / (first + second) - best_share) ** 2 + 30 * np.log(p.cycle_s / best_cycle) ** 2
            return 20 + cost + noise

        return np.array([[one(programmes, seed) for seed in seeds] for programmes in sets])

    return measure
