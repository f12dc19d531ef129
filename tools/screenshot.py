"""Take the README's picture: lesson 0 in a real JupyterLab, its point dragged. Usage: python tools/screenshot.py"""

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.hands import Hand, shows_monkeys, until  # noqa: E402
from tests.browser.lab import Desk, chromium, hesskit_lab, served  # noqa: E402
from tests.browser.lessons import settle, type_formula  # noqa: E402
from tests.ports import free_port  # noqa: E402

# what the extras for tests and homework add to JupyterLab, and a learner has not
ADDED = ("@jupyter/nbgrader", "@jupyter-notebook/lab-extension", "@voila-dashboards/jupyterlab-preview")
SIZE = {"width": 1180, "height": 800}


def main() -> None:
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder, port = Path(name), free_port()
        settings = folder / ".config" / "labconfig"
        settings.mkdir(parents=True)
        unwanted = {"disabledExtensions": dict.fromkeys(ADDED, True)}
        (settings / "page_config.json").write_text(json.dumps(unwanted))
        with served(hesskit_lab(port, folder / "course"), port, folder) as address:
            page = browser.new_context(viewport=SIZE, device_scale_factor=1.5).new_page()
            desk = Desk(page, address)
            desk.open("00-start-here.ipynb")
            desk.run_all()
            page.keyboard.press("Control+b")  # the list of files is not what is to be seen
            hand = Hand(page)
            type_formula(desk, "x^3 - 3xy^2")
            until(page, lambda: shows_monkeys(hand), "the Hessian")
            hand.drag(40, -60)
            settle(desk, hand)
            cell = page.locator(".jp-Notebook .jp-CodeCell", has=hand.root)
            cell.evaluate("cell => cell.scrollIntoView({ block: 'start' })")
            hand.middle()  # until the page stands still
            page.mouse.move(0, 0)
            page.screenshot(path=ROOT / "docs" / "screenshot.png")


if __name__ == "__main__":
    main()
