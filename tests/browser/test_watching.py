"""The watch and the axe find what they are there to find."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.axe import axe
from tests.browser.conftest import Visitor
from tests.browser.watch import Elsewhere, Watch

GOOD = """<!doctype html><html lang="nl"><title>Goed</title><main><h1>Goed</h1>
<p>Dit is een goede pagina.</p></main></html>"""
BAD = """<!doctype html><html><title></title><h1>Slecht</h1><img src="/x.png">
<script>alert(1)</script><script src="/throws.js"></script></html>"""
POLICY = "default-src 'self'"


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[str]:
    """Two pages and a script that throws, under a strict policy."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        body = {b"/good": GOOD, b"/bad": BAD, b"/throws.js": "throw new Error('thrown')"}.get(path)
        kind = "text/javascript" if path.endswith(b".js") else "text/html"
        status = "200 OK" if body else "404 Not Found"
        data = (body or "").encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n"
        head += f"Content-Security-Policy: {POLICY}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + data)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def test_a_good_page_passes_under_its_own_policy(visitor: Visitor, site: str) -> None:
    page = await visitor()
    await page.goto(f"{site}/good")
    await axe(page)


async def test_axe_tells_what_is_wrong_and_where(visitor: Visitor, site: str) -> None:
    page = await visitor()
    await page.set_content("<h1>Slecht</h1><img src='data:,'>")
    with pytest.raises(AssertionError, match=r"image-alt .*\n  img"):
        await axe(page)


async def test_a_throwing_page_and_a_blocked_script_are_seen(chromium: Browser, site: str) -> None:
    watch = Watch(await chromium.new_context())
    page = await watch.context.new_page()
    await page.goto(f"{site}/bad")
    await watch.context.close()
    told = "\n".join(watch.faults)
    assert "thrown" in told
    assert "broke its policy" in told


async def test_another_host_is_seen(chromium: Browser, elsewhere: Elsewhere, site: str) -> None:
    context = await chromium.new_context(proxy=elsewhere.proxy)
    page = await context.new_page()
    await page.goto(f"{site}/good")
    assert elsewhere.take() == []
    # A page without a policy, which would stop it.
    await page.goto("about:blank")
    for address, kept in (
        ("http://other.invalid/x.png", "GET http://other.invalid/x.png"),
        ("https://other.invalid/x.png", "CONNECT other.invalid:443"),
    ):
        async with page.expect_event("requestfailed"):
            await page.set_content(f"<img src='{address}'>")
        assert kept in "\n".join(elsewhere.take())
    await context.close()
