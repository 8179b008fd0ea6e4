"""A printed QR code of an address with a few words around it: A4 for a wall, A6 to hand out."""

import io
from dataclasses import dataclass
from pathlib import Path

import segno

from daoan.edge.documents.typeset import BOLD, compiled, escaped
from daoan.terms.estimates import Text

#: Paper, with the side of the picture in mm and the sizes of title, steps and small print in points.
PAPERS = {"a4": (110, 40, 19, 11), "a6": (58, 17, 9, 6)}


@dataclass(frozen=True, slots=True)
class Poster:
    """What is printed. ``steps``: in order; ``warning``: in red below them; ``small``: last."""

    title: Text
    place: str
    address: str
    steps: tuple[Text, ...]
    warning: Text
    small: Text
    simulated: bool


def poster_pdf(poster: Poster, paper: str, language: str, web: Path, cache: Path) -> bytes:
    """The bytes of the page on A4 or A6, in the language, the title in the other one below."""
    picture_mm, title_pt, step_pt, small_pt = PAPERS[paper]
    zh = language == "zh"

    def say(text: Text, other: bool = False) -> str:
        return escaped(text.zh if zh != other else text.en)

    mark = (
        f'\\ #text({step_pt}pt, {BOLD} + rgb("#b3261e"), fill: rgb("#b3261e"))[模拟数据 SIMULATED]'
        if poster.simulated
        else ""
    )
    steps = "\n".join(f"+ {say(step)}" for step in poster.steps)
    margin = "16mm" if paper == "a4" else "7mm"
    made: bytes = compiled(
        f"""#set page("{paper}", margin: {margin})
#set text({step_pt}pt, lang: "{language}")
#align(center)[#text({title_pt}pt, {BOLD})[{say(poster.title)}] \\
#text({small_pt * 1.4}pt, fill: rgb("#444444"))[{say(poster.title, other=True)}] \\
#text({step_pt * 1.15}pt)[{escaped(poster.place)}]{mark}]
#align(center, image(bytes("{qr_svg(poster.address)}"), format: "svg", width: {picture_mm}mm))
#set enum(spacing: 0.8em)
{steps}
#v(1fr)
#align(center)[#text({step_pt}pt, fill: rgb("#b3261e"), {BOLD} + rgb("#b3261e"))[{say(poster.warning)}]]
#align(center)[#text({small_pt}pt, fill: rgb("#555555"))[{say(poster.small)} \\ {escaped(poster.address)}]]
""",
        web,
        cache,
    )
    return made


def qr_svg(address: str) -> str:
    """The QR picture as SVG with single quotes, so that it stands inside a string of Typst."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=4, light="white", xmldecl=False, omitsize=True)
    return out.getvalue().decode().replace("\\", "").replace('"', "'").strip()
