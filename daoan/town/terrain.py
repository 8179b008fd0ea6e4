"""Loess hills: a smooth random elevation field over the plane."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Floats
from daoan.town.parameters import Parameters
from daoan.town.streams import stream


@dataclass(frozen=True, slots=True)
class Terrain:
    """A sum of plane waves; elevation in metres above the sea at any point of the plane."""

    base_m: float
    amplitude_m: Floats
    east: Floats  # radians per metre
    north: Floats
    phase: Floats

    def elevation_m(self, xy: Floats) -> Floats:
        """Elevation at points (n, 2) in metres of the plane. Flat tops and steep sides: the sum passes through tanh."""
        angle = xy[:, :1] * self.east + xy[:, 1:] * self.north + self.phase
        field = np.sin(angle) @ self.amplitude_m
        limit = 1.6 * float(np.sqrt(np.sum(self.amplitude_m**2) / 2))
        return np.asarray(self.base_m + xy[:, 1] / 500.0 + limit * np.tanh(field / limit))


def draw_terrain(seed: int, parameters: Parameters) -> Terrain:
    """The hills of one town. Wavelengths are log-uniform, amplitudes grow with the square root of the wavelength."""
    rng, t = stream(seed, "terrain"), parameters["terrain"]
    low, high = (1000.0 * km for km in t["wavelengths_km"])
    wavelength = np.exp(rng.uniform(np.log(low), np.log(high), t["waves"]))
    heading = rng.uniform(0, np.pi, t["waves"])
    amplitude = np.sqrt(wavelength)
    amplitude *= t["relief_m"] / np.sqrt(np.sum(amplitude**2) / 2)
    return Terrain(
        base_m=t["base_m"],
        amplitude_m=amplitude,
        east=2 * np.pi / wavelength * np.cos(heading),
        north=2 * np.pi / wavelength * np.sin(heading),
        phase=rng.uniform(0, 2 * np.pi, t["waves"]),
    )
