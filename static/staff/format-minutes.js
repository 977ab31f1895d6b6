/**
 * The minutes of all steps together, while one types; the server counts them again.
 */

const LONG_FROM = 120;
const BREAK_FROM = 90;

const form = /** @type {HTMLElement} */ (document.getElementById("order"));
const bar = /** @type {HTMLElement} */ (document.getElementById("timebar"));
const totals = document.querySelectorAll("[data-total]");
const least = Number(bar.dataset.break);
/** What stands there before the number and after it, in whatever language. */
const [before = "", after = ""] = (totals.item(0).textContent ?? "").split(/\d+/);

/** @param {string} name @param {boolean} shown */
function warn(name, shown) {
  /** @type {HTMLElement} */ (bar.querySelector(`[data-${name}]`)).hidden = !shown;
}

function count() {
  let minutes = 0;
  let rest = false;
  for (const step of form.querySelectorAll(".steps > li")) {
    const field = /** @type {HTMLInputElement} */ (step.querySelector("[data-number]"));
    const own = /^\d+$/.test(field.value.trim()) ? Number(field.value) : 0;
    if (step.querySelector("[data-uncounted]")) continue;
    minutes += own;
    if (step.hasAttribute("data-pause") && own >= least) rest = true;
  }
  for (const total of totals) total.textContent = before + minutes + after;
  const long = minutes > LONG_FROM;
  const tired = minutes > BREAK_FROM && !rest;
  warn("long", long);
  warn("rest", tired);
  bar.classList.toggle("timebar-long", long || tired);
}

form.addEventListener("input", count);

export {};
