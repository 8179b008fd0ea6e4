"""One printed page for a village or school: a map of its roads by risk, and its lessons in large letters."""

from collections.abc import Sequence
from pathlib import Path

from daoan.edge.documents.typeset import compiled, escaped
from daoan.terms.estimates import Text

#: Colours of stretches, lowest risk first: they differ in width, too, so that a grey copy still tells them apart.
INK = (("#9aa4ae", 0.020), ("#5f87a8", 0.030), ("#d98a1f", 0.045), ("#b3261e", 0.065))
Line = tuple[Sequence[tuple[float, float]], int]


def place_pdf(
    title: Text, notes: Sequence[Text], lessons: Sequence[Text], roads: Sequence[Line], half_km: float,
    language: str, web: Path, cache: Path, *, simulated: bool,
) -> bytes:  # fmt: skip
    """The bytes of the page. ``roads``: points in km east and north of the place, with the risk 0 to 3."""
    zh = language == "zh"

    def say(text: Text) -> str:
        return escaped(text.zh if zh else text.en)

    mark = say(Text("SIMULATED", "模拟数据")) if simulated else ""
    over = f', foreground: rotate(-35deg, text(64pt, rgb("#00000018"))[{mark}])' if simulated else ""
    label = f'#align(center, text(12pt, fill: rgb("#b3261e"))[{mark}])' if simulated else ""
    svg = map_svg(roads, half_km).replace("\\", "").replace('"', "'")
    legend = say(
        Text(
            "red: highest risk of these roads · square: here · grid 1 km",
            "红色：本图风险最高路段 · 方块：所在地 · 网格1公里",
        )
    )
    told = "\n".join(f"+ {say(lesson)}" for lesson in lessons)
    small = " \\ ".join(say(note) for note in notes)
    content: bytes = compiled(
        f"""#set page("a4", margin: (x: 18mm, y: 16mm){over})
#align(center, text(26pt, stroke: 0.02em)[{say(title)}])
{label}
#v(4pt)
#align(center, image(bytes("{svg}"), format: "svg", width: 150mm))
#align(center, text(9pt, fill: rgb("#555555"))[{legend}])
#v(6pt)
#set text(19pt)
#set enum(spacing: 14pt)
{told}
#v(1fr)
#text(8.5pt, fill: rgb("#555555"))[{small}]
""",
        web,
        cache,
    )
    return content


def map_svg(roads: Sequence[Line], half_km: float) -> str:
    """The map as SVG, north up, ``half_km`` to every side of the place."""
    size = 2 * half_km
    grid = "".join(
        f'<path d="M{k} {-half_km}V{half_km}M{-half_km} {k}H{half_km}" stroke="#e3e6ea" stroke-width="0.01"/>'
        for k in range(-int(half_km), int(half_km) + 1)
    )
    lines = "".join(
        f'<path d="M{" ".join(f"{x:.3f} {-y:.3f}" for x, y in points)}" fill="none" stroke="{INK[risk][0]}" '
        f'stroke-width="{INK[risk][1]}" stroke-linejoin="round"/>'
        for points, risk in roads
    )
    frame = f'x="{-half_km}" y="{-half_km}" width="{size}" height="{size}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-half_km} {-half_km} {size} {size}">'
        f'<clipPath id="c"><rect {frame}/></clipPath><rect {frame} fill="#fbfbfa"/><g clip-path="url(#c)">{grid}{lines}'
        f'</g><rect x="-0.08" y="-0.08" width="0.16" height="0.16" fill="#1b1f24"/>'
        f'<rect {frame} fill="none" stroke="#8a929a" stroke-width="0.015"/></svg>'
    )
