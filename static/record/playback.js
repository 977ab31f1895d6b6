/**
 * Plays a session back by itself: each moment is a page of the server, of which only what
 * differs is put in place. Without this the links and the slider do the same by hand.
 */

const PAUSE = 1600;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let playing = 0;

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement} */
function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error("the page has no " + selector);
  return found;
}

const slider = () => /** @type {HTMLInputElement} */ (find("#at"));

/** @param {string} number */
async function show(number) {
  const answer = await fetch("?at=" + encodeURIComponent(number));
  if (!answer.ok) return stop();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const put = () => {
    for (const part of [".playback-now", ".playback-steps", ".playback-all", "#board"]) {
      find(part).replaceChildren(...find(part, page).childNodes);
    }
    slider().value = number;
    wire();
  };
  if (!calm.matches && "startViewTransition" in document) document.startViewTransition(put);
  else put();
  history.replaceState(null, "", "?at=" + number);
}

function stop() {
  window.clearInterval(playing);
  playing = 0;
  wire();
}

function step() {
  const at = Number(slider().value);
  if (at >= Number(slider().max)) stop();
  else void show(String(at + 1));
}

/** The buttons are drawn anew with each moment. */
function wire() {
  const play = find("[data-do=play]");
  play.hidden = false;
  const words = play.dataset.words ?? play.textContent ?? "";
  play.dataset.words = words;
  play.textContent = playing ? (play.dataset.stop ?? "") : words;
  play.setAttribute("aria-pressed", String(playing !== 0));
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  const asked = pressed?.getAttribute("data-do");
  if (asked === "play") {
    if (playing) return stop();
    if (slider().value === slider().max) slider().value = "0";
    playing = window.setInterval(step, PAUSE);
    step();
  }
  if ((asked === "back" || asked === "next") && pressed instanceof HTMLAnchorElement) {
    event.preventDefault();
    stop();
    void show(new URL(pressed.href).searchParams.get("at") ?? "1");
  }
});
slider().addEventListener("change", () => void show(slider().value));
find("[data-do=go]").hidden = true;
wire();
