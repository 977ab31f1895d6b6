/**
 * Runs before the page is painted: who has JavaScript need not see the forms
 * that are there for who has none. Loaded as a classic script, because a module
 * runs only after the first paint.
 */

(function () {
  const root = document.documentElement;
  // A browser that knows no modules will never take the page over.
  if (!("noModule" in HTMLScriptElement.prototype)) return;
  root.classList.add("scripting");
  window.addEventListener("load", () => {
    // Did the modules fail, then the forms are all there is.
    if (!document.body.hasAttribute("data-ready")) root.classList.remove("scripting");
  });
})();
