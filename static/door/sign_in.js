/**
 * Signs in with what stands behind the #: takes it out of the address bar, waits for
 * the button, and posts it once. Only a person presses a button: a program that looks
 * at links in a mail uses up nothing.
 */

import { find } from "../js/dom.js";
import { createWords } from "../js/words.js";

const boot = JSON.parse(find(document, "#boot").textContent || "{}");
const words = createWords(boot.words, boot.language);
const go = /** @type {HTMLButtonElement} */ (find(document, "#go"));
let token = "";

/** @param {string} title @param {string} text @param {string} next @param {boolean} mayTry */
function say(title, text, next, mayTry) {
  find(document, "#title").textContent = title;
  find(document, "#text").textContent = text;
  find(document, "#what-now").textContent = next;
  find(document, "#what-now").hidden = !next;
  go.hidden = !mayTry;
  find(document, "#ask").hidden = mayTry;
}

/** @param {string} code */
function refuse(code) {
  const known = words.has("refused." + code + ".title") ? code : "bad_link";
  const key = "refused." + known;
  const contact = { contact: find(document, "main").getAttribute("data-contact") || "" };
  const again = known === "unavailable" || known === "sign_in_too_often";
  say(words(key + ".title"), words(key + ".text"), words(key + ".what_now", contact), again);
}

async function enter() {
  say(words("sign_in.link.title"), words("sign_in.link.wait"), "", true);
  go.disabled = true;
  let answer;
  try {
    answer = await fetch("/sign-in/link", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ token }),
      credentials: "same-origin",
    });
  } catch {
    go.disabled = false;
    return say(words("sign_in.link.title"), words("sign_in.link.no_line"), "", true);
  }
  const said = await answer.json().catch(() => ({}));
  go.disabled = false;
  if (answer.ok && said.to === "/sign-in") window.location.replace(said.to);
  else refuse(String(said.error || ""));
}

function begin() {
  token = window.location.hash.slice(1);
  // Out of the address bar, the history and every screenshot, before anything else.
  window.history.replaceState(null, "", window.location.pathname);
  if (token) say(words("sign_in.link.title"), words("sign_in.link.text"), "", true);
  else say(words("sign_in.link.title"), words("sign_in.link.no_token"), "", false);
}

go.addEventListener("click", enter);
// The same page may be given another link.
window.addEventListener("hashchange", begin);
begin();
