/**
 * Goes through the door with what stands behind the #: posts it once, takes it out
 * of the address bar, and moves on to where it leads.
 */

import { find } from "../js/dom.js";
import { createWords } from "../js/words.js";

const boot = JSON.parse(find(document, "#boot").textContent || "{}");
const words = createWords(boot.words, boot.language);
const again = find(document, "#again");
let token = "";

/** @param {string} title @param {string} text @param {string} next @param {boolean} mayTry */
function say(title, text, next, mayTry) {
  find(document, "#title").textContent = title;
  find(document, "#text").textContent = text;
  find(document, "#what-now").textContent = next;
  find(document, "#what-now").hidden = !next;
  again.hidden = !mayTry;
  find(document, "#home").hidden = mayTry;
}

/** @param {string} code */
function refuse(code) {
  const known = words.has("refused." + code + ".title") ? code : "bad_link";
  const key = "refused." + known;
  say(words(key + ".title"), words(key + ".text"), words(key + ".what_now"), known === "unavailable");
}

async function enter() {
  say(words("door.open_title"), words("door.open_wait"), "", false);
  find(document, "#home").hidden = true;
  let answer;
  try {
    answer = await fetch("/open", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ token }),
      credentials: "same-origin",
    });
  } catch {
    return say(words("door.open_title"), words("door.open_no_line"), "", true);
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok && typeof said.to === "string" && /^\/[a-z]\//.test(said.to)) {
    window.location.replace(said.to);
  } else {
    refuse(String(said.error || ""));
  }
}

function begin() {
  token = window.location.hash.slice(1);
  // Out of the address bar, the history and every screenshot, before anything else.
  window.history.replaceState(null, "", window.location.pathname);
  if (token) enter();
  else say(words("door.open_title"), words("door.open_no_token"), "", false);
}

again.addEventListener("click", enter);
// The same page may be given another link.
window.addEventListener("hashchange", begin);
begin();
