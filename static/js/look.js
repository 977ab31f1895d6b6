/**
 * Runs before the page is painted: letters, contrast and clock as this device has
 * chosen them (looks.js keeps the choice). Loaded as a classic script, because a
 * module runs only after the first paint, and the page would jump.
 */

(function () {
  const root = document.documentElement;
  const script = document.currentScript;
  const what = (script && script.getAttribute("data-for")) || "page";
  const key = "doorstart:look:" + what;
  const wants = {
    contrast: window.matchMedia("(prefers-contrast: more)"),
    dark: window.matchMedia("(prefers-color-scheme: dark)"),
  };

  function kept() {
    try {
      return JSON.parse(window.localStorage.getItem(key) || "{}") || {};
    } catch {
      return {};
    }
  }

  /** @param {{size?: unknown, contrast?: unknown, clock?: unknown}} look */
  function apply(look) {
    const size = Number(look.size) || 1;
    const asked = wants.contrast.matches ? (wants.dark.matches ? "dark" : "light") : "";
    const contrast = look.contrast || asked;
    // A big screen measures all by its own height.
    if (what === "screen") root.style.setProperty("--zoom", String(size));
    else root.style.fontSize = size === 1 ? "" : size * 100 + "%";
    if (size >= 1.5) root.setAttribute("data-letters", "large");
    else root.removeAttribute("data-letters");
    if (contrast) root.setAttribute("data-contrast", String(contrast));
    else root.removeAttribute("data-contrast");
    if (look.clock === false) root.setAttribute("data-clock", "off");
    else root.removeAttribute("data-clock");
  }

  let now = kept();
  apply(now);
  // From this page, and from another one on this device.
  window.addEventListener("look", (event) => {
    now = /** @type {CustomEvent} */ (event).detail;
    apply(now);
  });
  window.addEventListener("storage", (event) => {
    if (event.key !== key && event.key !== null) return;
    now = kept();
    apply(now);
  });
  for (const wish of [wants.contrast, wants.dark]) {
    // Safari 13 knows this older name alone.
    if (wish.addListener) wish.addListener(() => apply(now));
  }
})();
