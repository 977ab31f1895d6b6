/**
 * Plays a session back by itself: it goes to the next moment after a while, and the browser
 * draws the change from one page to the other. Without this the links and the slider do the
 * same by hand.
 */

const PAUSE = 1800;

/** @param {string} selector @returns {HTMLElement} */
function find(selector) {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error("the page has no " + selector);
  return found;
}

const slider = /** @type {HTMLInputElement} */ (find("#at"));
const play = find("[data-do=play]");
const last = Number(slider.max);
let playing = new URLSearchParams(location.search).has("play") && Number(slider.value) < last;
let timer = 0;

/** @param {number} number */
function go(number) {
  // Replaced, so that «back» leaves the session and not one moment of it.
  location.replace("?at=" + number + (playing ? "&play=1" : ""));
}

function draw() {
  play.hidden = false;
  play.textContent = (playing ? play.dataset.stop : play.dataset.play) || "";
  window.clearTimeout(timer);
  if (playing) timer = window.setTimeout(() => go(Number(slider.value) + 1), PAUSE);
}

play.addEventListener("click", () => {
  playing = !playing;
  if (playing && Number(slider.value) === last) go(1);
  draw();
});
slider.addEventListener("change", () => {
  playing = false;
  go(Number(slider.value));
});
find("[data-do=go]").hidden = true;
draw();
