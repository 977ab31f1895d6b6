/**
 * "Ik doe dit namens mijn organisatie": taking a place, in a form, perhaps with
 * "ik moet het nog vragen".
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { byId, organisationName } from "../js/reading.js";
import { check, drawAsk, drawFoot, freshId } from "./frame.js";

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makeClaim(page, where) {
  const element = clone("phone-claim");
  const { words, model } = page;
  const id = where().stop.step.claim || "";
  const claim = byId(page.format.claims, id);
  const forms = claim ? claim.forms : [];
  const name = freshId();
  const provisional = find(element, ".choice-check");
  let asks = false;
  let form = "";
  let problem = "";

  find(element, "[data-list=forms]").addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) form = event.target.value;
    problem = "";
    page.redraw();
  });
  provisional.addEventListener("change", () => {
    asks = /** @type {HTMLInputElement} */ (find(provisional, "input")).checked;
    page.redraw();
  });
  find(element, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { own } = now();
    if (own) page.send({ type: "ReleaseClaim", claim: id });
    else if (!form) problem = words("phone.claim_first");
    else page.send({ type: "ClaimPlace", claim: id, form, provisional: asks });
    page.redraw();
  });

  function now() {
    const entity = model.get("claim", id);
    const claimants = entity ? entity.claimants : [];
    const mine = model.mine;
    const organisation = mine && mine.organisation;
    return {
      claimants,
      organisation,
      own: claimants.find((one) => one.organisation === organisation) || null,
      full: claim !== null && claim.places > 0 && claimants.length >= claim.places,
    };
  }

  /** The last thing asked about this claim, while it is on its way or was refused. */
  function lastAsked() {
    const sent = page.outbox.entries().filter(({ command }) => {
      return (command.type === "ClaimPlace" || command.type === "ReleaseClaim") && command.claim === id;
    });
    return sent[sent.length - 1] || null;
  }

  /** @param {string} formId */
  function formLabel(formId) {
    const found = byId(forms, formId);
    return found ? found.label : "";
  }

  function draw() {
    const { claimants, organisation, own, full } = now();
    const asked = lastAsked();
    const waits = asked !== null && asked.state === "sending";
    const refused = asked && asked.state === "failed" ? page.refusal(asked) : "";
    drawAsk(
      page,
      element,
      { question: claim ? claim.label : "", help: claim && claim.help },
      where(),
    );
    const free = claim && claim.places ? Math.max(0, claim.places - claimants.length) : 0;
    fill(element, {
      places: claim && claim.places ? words.count("phone.places_left", free) : null,
      note: !organisation
        ? words("phone.claim_no_organisation")
        : own
          ? words("phone.claim_yours", { form: formLabel(own.form) })
          : full
            ? words("phone.claim_full")
            : null,
    });
    keyed(
      find(element, "[data-list=claimants]"),
      claimants,
      (one) => one.organisation,
      () => clone("phone-claimant"),
      (row, one) =>
        fill(row, {
          name: organisationName(model, one.organisation),
          form: formLabel(one.form),
          provisional: one.provisional,
        }),
    );
    keyed(
      find(element, "[data-list=forms]"),
      forms,
      (one) => one.id,
      (one) => {
        const row = clone("phone-choice");
        fill(row, { name, value: one.id });
        return row;
      },
      (row, one) => {
        fill(row, { text: one.label });
        check(row, form === one.id);
      },
    );
    check(provisional, asks);
    const able = Boolean(organisation) && !full && !own;
    find(element, "[data-part=forms]").hidden = !able;
    drawFoot(page, element, where(), {
      primary: waits
        ? words("phone.state_sending")
        : own
          ? words("phone.release")
          : able
            ? words("phone.claim")
            : null,
      problem: problem || refused,
      disabled: waits,
    });
    find(element, ".foot-primary").classList.toggle("plain", Boolean(own));
  }

  return { element, draw };
}
