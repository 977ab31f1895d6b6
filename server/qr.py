"""QR codes: as SVG for pages, as blocks for a terminal."""

import io

import segno


def svg(link: str) -> str:
    """An SVG element without inline styles, so that the content policy lets it through."""
    return segno.make(link, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )


def terminal(link: str) -> str:
    """Two rows of the code on each line, so that it fits a window of 40 by 20."""
    out = io.StringIO()
    segno.make(link, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()
