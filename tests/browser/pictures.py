"""Pictures of what people see, for human eyes.

They are made where DOORSTART_SCREENSHOTS names a folder, and nowhere else.
"""

import os
from pathlib import Path

from playwright.async_api import Page


async def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """``whole`` is all of the page, also what one must scroll to."""
    folder = os.environ.get("DOORSTART_SCREENSHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)
