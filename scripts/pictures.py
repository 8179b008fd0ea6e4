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
PAGES = ("", "alerts", "segments", "blackspots", "duty", "indicators", "recent", "scorecard", "quality", "help")
