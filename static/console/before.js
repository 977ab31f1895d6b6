/**
 * The list before a session: ticks stay on this device, and the head counts them.
 */

const KEY = `before:${document.body.dataset.board ?? ""}`;
const head = document.querySelector("[data-progress]");
/** @type {HTMLInputElement[]} */
const boxes = [...document.querySelectorAll("input[data-tick]")].filter((box) => box instanceof HTMLInputElement);

/** @returns {string[]} */
function kept() {
  try {
    const said = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(said) ? said : [];
  } catch {
    return [];
  }
}

function count() {
  if (!(head instanceof HTMLElement)) return;
  const seen = document.querySelectorAll("[data-ready=yes]").length;
  const all = document.querySelectorAll("[data-ready]").length;
  const done = seen + boxes.filter((box) => box.checked).length;
  const text = head.dataset.progress ?? "";
  head.textContent = text.replace("{done}", String(done)).replace("{all}", String(all));
}

const before = kept();
for (const box of boxes) {
  box.checked = before.includes(box.dataset.tick ?? "");
  box.addEventListener("change", () => {
    const ticked = boxes.filter((one) => one.checked).map((one) => one.dataset.tick);
    try {
      localStorage.setItem(KEY, JSON.stringify(ticked));
    } catch {
      // A browser that keeps nothing: then they count until the page is closed.
    }
    count();
  });
}
count();

export {};
