/**
 * Joining, where there is JavaScript: our own words for what is missing, and no
 * form left behind in the history. Going back from one's seat must not lead into
 * it: a second seat would be taken before anyone noticed.
 */

import { find } from "../js/dom.js";

// A page brought back from the browser's memory does not know of the seat yet.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

const form = document.getElementById("join");
if (form instanceof HTMLFormElement) attend(form);

/** @param {HTMLFormElement} asked */
function attend(asked) {
  const problem = find(asked, "#problem");
  const button = /** @type {HTMLButtonElement} */ (find(asked, "button"));
  const tongues = /** @type {HTMLButtonElement[]} */ (Array.from(document.querySelectorAll("button[name=taal]")));
  for (const tongue of tongues) {
    tongue.addEventListener("click", (event) => {
      event.preventDefault();
      speak(tongue.value);
    });
  }
  asked.noValidate = true;
  asked.addEventListener("change", () => (problem.textContent = ""));
  asked.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asked.querySelector("[name=organisation]:checked")) {
      enter();
      return;
    }
    say("data-first");
    find(asked, "[name=organisation]").focus();
  });

  /** Another language, with what was filled in: as a form, but past what joins. @param {string} language */
  function speak(language) {
    const chosen = document.createElement("input");
    chosen.type = "hidden";
    chosen.name = "taal";
    chosen.value = language;
    asked.appendChild(chosen);
    asked.submit();
  }

  /** @param {string} what */
  function say(what) {
    problem.textContent = problem.getAttribute(what);
  }

  async function enter() {
    const fields = new URLSearchParams();
    new FormData(asked).forEach((value, name) => fields.append(name, String(value)));
    button.disabled = true;
    problem.textContent = "";
    let answer;
    try {
      answer = await fetch(asked.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: fields,
        credentials: "same-origin",
      });
    } catch {
      button.disabled = false;
      say("data-no-line");
      return;
    }
    const said = answer.ok ? await answer.json().catch(() => ({})) : {};
    if (typeof said.to === "string" && /^\/[pj]\//.test(said.to)) {
      window.location.replace(said.to);
      return;
    }
    // What was refused took no seat; asked as a page, the server says why on one.
    button.disabled = false;
    asked.submit();
  }
}
