/**
 * The browser draws the way from one part of a trajectory, or one moment of a session, to
 * the next. To a page that does not ask for it there is no such way: without this Chromium
 * begins one all the same, and reports that it failed.
 */

/** Whether the page at this address asks for it too. @param {string} path */
function asks(path) {
  const parts = document.querySelectorAll(".desk-nav a");
  return path === location.pathname || Array.from(parts).some((part) => part instanceof HTMLAnchorElement && part.pathname === path);
}

window.addEventListener("pageswap", (event) => {
  const way = event.viewTransition;
  const url = event.activation && event.activation.entry.url;
  if (way && !(url && asks(new URL(url).pathname))) way.skipTransition();
});

export {};
