/**
 * "Hulp": for which organisation I am here, what may be parked, how it goes.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Screen} Screen
 */

import { fill, find } from "../js/dom.js";
import { byId, organisationName } from "../js/reading.js";
import { organisations } from "./fields.js";
import { makeComposer } from "./post.js";

/** @param {Page} page @param {HTMLElement} root */
export function createHelp(page, root) {
  const { words, model, format } = page;
  const place = find(root, "[data-part=place]");
  const parking = find(root, "[data-part=parking]");
  const select = /** @type {HTMLSelectElement} */ (find(root, "#place"));
  const zone = format.zones.find((one) => one.parking) || null;
  const kind = zone && format.kinds.find((one) => one.zone === zone.id);
  /** @type {Screen | null} */
  let composer = null;
  let listed = "";

  find(place, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    page.send({ type: "ChooseOrganisation", organisation: select.value || null });
    page.redraw();
  });

  /** The list, only where it changed: an open one must not close. */
  function drawList() {
    const rows = organisations(page).concat({ id: "", text: words("common.no_organisation") });
    const now = JSON.stringify(rows);
    if (now === listed) return;
    listed = now;
    const chosen = model.mine && model.mine.organisation;
    while (select.firstChild) select.removeChild(select.firstChild);
    rows.forEach((row) => {
      select.appendChild(new Option(row.text, row.id, false, row.id === (chosen || "")));
    });
  }

  function draw() {
    const mine = model.mine;
    const asked = page.sent("ChooseOrganisation").pop();
    const person = mine && model.names.people[mine.seat];
    drawList();
    fill(place, {
      organisation: (mine && organisationName(model, mine.organisation)) || words("common.no_organisation"),
      person: person ? words("phone.help_called", { name: person }) : null,
      told: !asked
        ? null
        : asked.state === "failed"
          ? page.refusal(asked)
          : words("phone.state_" + asked.state),
    });
    parking.hidden = !kind || page.status() === "lobby" || page.status() === "ended";
    const parkingZone = byId(format.zones, zone && zone.id);
    fill(parking, { parking: parkingZone ? parkingZone.title : null });
    if (composer) composer.draw();
  }

  function openParking() {
    if (!kind || composer) return;
    composer = makeComposer(page, kind, { where: null, visit: page.visit(), phase: "" });
    parking.appendChild(composer.element);
    find(parking, "[data-do=park]").hidden = true;
    find(composer.element, ".ask").hidden = true;
    composer.draw();
    find(composer.element, "textarea").focus();
  }

  return {
    draw,
    /** @param {string} name @param {HTMLElement} button */
    act(name, button) {
      if (name === "park") openParking();
      else if (composer && composer.actions && composer.actions[name]) composer.actions[name](button);
    },
  };
}
