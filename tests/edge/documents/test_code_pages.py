"""The printed page of a code, read back: its words, its paper, and every square of the QR picture."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image

from daoan.edge.documents.code_pdf import PAPERS, Poster, poster_pdf
from daoan.terms.estimates import Text

WEB = Path(__file__).parents[3] / "daoan" / "web"
ADDRESS = "https://roads.example/report/ABCDEFGHJKMNPQRSTVWX"
SIZES_MM = {"a4": (210, 297), "a6": (105, 148)}
DPI = 200


def printed(paper: str, language: str, folder: Path, *, simulated: bool = True) -> Path:
    steps = (Text("Scan the code", "扫一扫"), Text("Say what and where", "说明情况和地点"))
    poster = Poster(
        Text("Report a dangerous road", "道路隐患上报"), "西村", ADDRESS, steps,
        Text("An accident: call 122.", "发生事故请拨打 122。"), Text("No name is asked for.", "无需姓名。"), simulated,
    )  # fmt: skip
    path = folder / f"{paper}-{language}.pdf"
    path.write_bytes(poster_pdf(poster, paper, language, WEB, folder))
    return path


@pytest.fixture(autouse=True)
def tools() -> None:
    if any(shutil.which(tool) is None for tool in ("pdftotext", "pdftoppm")):
        pytest.skip("no poppler here: pages are not read back (scripts/office.sh tells how to get it)")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("language", "title"), [("zh", "道路隐患上报"), ("en", "Report a dangerous road")])
def test_it_is_one_page_of_its_paper_with_all_its_words(tmp_path, paper, language, title) -> None:
    path = printed(paper, language, tmp_path)
    words = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert words.count("\f") == 1
    for said in (title, "西村", ADDRESS, "122", "模拟数据 SIMULATED"):
        assert said in words
    assert (
        "模拟"
        not in subprocess.run(
            ["pdftotext", printed(paper, language, tmp_path, simulated=False), "-"], capture_output=True, text=True
        ).stdout
    )


@pytest.mark.parametrize("paper", PAPERS)
def test_the_picture_holds_the_address_square_by_square(tmp_path, paper) -> None:
    path = printed(paper, "zh", tmp_path, simulated=False)
    raw = subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-singlefile", path], capture_output=True, check=True)
    page = np.asarray(Image.open(io.BytesIO(raw.stdout)))
    mm = DPI / 25.4
    assert tuple(round(side / mm) for side in page.shape[::-1]) == SIZES_MM[paper]
    wanted = np.array([[bool(cell) for cell in row] for row in segno.make_qr(ADDRESS, error="m").matrix])
    modules, whole = len(wanted), PAPERS[paper][0] * mm  # the picture with four white modules around
    module = whole / (modules + 8)
    left = page.shape[1] / 2 - whole / 2 + 4 * module
    centres = (np.arange(modules) + 0.5) * module
    dark = page < 128
    tops = np.flatnonzero(dark[:, int(left + 3.5 * module)])  # the first row that the left finder's middle is dark in
    found = []
    for top in tops:
        if top + centres[-1] < page.shape[0]:
            cells = dark[np.ix_((top + centres).astype(int), (left + centres).astype(int))]
            found.append(float((cells == wanted).mean()))
    assert max(found) == 1.0
