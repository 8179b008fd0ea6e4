"""Takes the guide's pictures anew: python scripts/guide.py ADDRESS LOGIN PASSWORD [docs/guide].

ADDRESS is a running demo; the login is the command centre's, as the demo printed it.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from scripts.pictures import FLAGS

PICTURES = {
    "map": "/",
    "alerts": "/alerts",
    "segments": "/segments",
    "work": "/work",
    "duty": "/duty",
    "scorecard": "/scorecard",
    "documents": "/documents",
    "help": "/ledger",
}
SIZE = {"width": 1180, "height": 740}


def main(address: str, login: str, password: str, folder: Path = Path("docs/guide")) -> None:
    """Every picture in both languages."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for language, locale in (("en", "en-GB"), ("zh", "zh-CN")):
            context = browser.new_context(viewport=SIZE, locale=locale, color_scheme="light", reduced_motion="reduce")
            context.add_init_script('localStorage.setItem("daoan.tour", "off")')
            page = context.new_page()
            _sign_in(page, address, login, password)
            for name, path in PICTURES.items():
                page.goto(address + path)
                page.locator("main h1").first.wait_for(state="attached")
                page.wait_for_timeout(2500)
                if name == "help":
                    page.keyboard.press("?")
                    page.get_by_test_id("page-help").locator("dt").first.wait_for()
                _keep(page.screenshot(), folder / language / f"{name}.png")
            context.close()
        browser.close()


def _sign_in(page: Page, address: str, login: str, password: str) -> None:
    page.goto(address)
    page.locator("input").first.fill(login)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.get_by_test_id("user").wait_for(timeout=30_000)


def _keep(picture: bytes, path: Path) -> None:
    """As a picture of 128 colours, a third of the bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:4], *(Path(p) for p in sys.argv[4:]))
