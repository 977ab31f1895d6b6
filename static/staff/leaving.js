/**
 * Who goes away with words that are not saved is asked first.
 */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-leaving]"));
let typed = false;

form.addEventListener("input", () => (typed = true));
form.addEventListener("submit", () => (typed = false));
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

export {};
