"""Takes pictures of every page of a running console: python scripts/pictures.py ADDRESS FOLDER [PREFIX]."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PAGES = (
    "",
    "alerts",
    "counties",
    "segments",
    "blackspots",
    "clusters",
    "duty",
    "indicators",
    "outlook",
    "recent",
    "scorecard",
    "studies",
    "ledger",
    "quality",
    "help",
)
SIZES = {"wide": (1440, 900), "phone": (390, 844)}


def main(address: str, folder: Path, prefix: str = "") -> None:
    """Every page in both languages, light and dark, wide and phone."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for size, (width, height) in SIZES.items():
            for language, locale in (("en", "en-GB"), ("zh", "zh-CN")):
                for scheme in ("light", "dark"):
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, locale=locale, color_scheme=scheme
                    )
                    page = context.new_page()
                    for name in PAGES:
                        page.goto(f"{address}/{name}")
                        page.wait_for_load_state("networkidle")
                        page.wait_for_timeout(
                            1500 if name in ("", "segments", "blackspots", "clusters", "duty") else 500
                        )
                        page.screenshot(path=folder / f"{prefix}{name or 'map'}-{size}-{language}-{scheme}.png")
                    context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
