/**
 * "Ik doe dit namens mijn organisatie": taking a place, in a form, perhaps with
 * "ik moet het nog vragen". Of a claim of the format, or of a card.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 * @typedef {import("../js/messages").ClaimForm} ClaimForm
 * @typedef {{
 *   id: string, forms: ClaimForm[], places: number,
 *   label: () => string, help: () => string | null, back?: () => void,
 * }} Offered
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { claimantsOf, isTaken } from "../js/places.js";
import { byId, organisationName } from "../js/reading.js";
import { check, drawAsk, drawFoot, freshId } from "./frame.js";

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makeClaim(page, where) {
  const id = where().stop.step.claim || "";
  const claim = byId(page.format.claims, id);
  return makeTaking(page, where, {
    id,
    forms: claim ? claim.forms : [],
    places: claim ? claim.places : 0,
    label: () => (claim ? claim.label : ""),
    help: () => claim && claim.help,
  });
}

/** @param {Page} page @param {() => Place} where @param {Offered} offered @returns {Screen} */
export function makeTaking(page, where, offered) {
  const element = clone("phone-claim");
  const { words, model } = page;
  const { id, forms, places } = offered;
  const name = freshId();
  const provisional = find(element, ".choice-check");
  /** What was changed here; else what one has. @type {boolean | null} */
  let asks = null;
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
    const { own, changed, takes, still } = now();
    if (own && !changed) page.send({ type: "ReleaseClaim", claim: id });
    else if (!takes) problem = words("phone.claim_first");
    else page.send({ type: "ClaimPlace", claim: id, form: takes, provisional: still });
    form = "";
    asks = null;
    page.redraw();
  });
  find(element, "[data-do=claim-back]").addEventListener("click", () => offered.back && offered.back());

  function now() {
    const claimants = claimantsOf(model, id);
    const mine = model.mine;
    const organisation = mine && mine.organisation;
    const own = claimants.find((one) => one.organisation === organisation) || null;
    const others = claimants.filter((one) => one !== own);
    const takes = form || (own ? own.form : "");
    const still = asks === null ? own !== null && own.provisional : asks;
    return {
      claimants,
      organisation,
      own,
      others,
      takes,
      still,
      changed: own !== null && (takes !== own.form || still !== own.provisional),
      full: (places > 0 && others.length >= places) || forms.every((one) => isTaken(one, others)),
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
    const { claimants, organisation, own, others, takes, still, changed, full } = now();
    const asked = lastAsked();
    const waits = asked !== null && asked.state === "sending";
    const refused = asked && asked.state === "failed" ? page.refusal(asked) : "";
    drawAsk(page, element, { question: offered.label(), help: offered.help() }, where());
    const free = Math.max(0, places - claimants.length);
    fill(element, {
      places: places ? words.count("phone.places_left", free) : null,
      back: Boolean(offered.back),
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
        const gone = isTaken(one, others);
        const who = others.filter((it) => it.form === one.id).map((it) => organisationName(model, it.organisation));
        fill(row, { text: page.beside(one.label), note: gone ? words("phone.form_taken", { name: who.join(", ") }) : null });
        /** @type {HTMLInputElement} */ (find(row, "input")).disabled = gone;
        find(row, ".choice").classList.toggle("is-gone", gone);
        check(row, takes === one.id && !gone);
      },
    );
    check(provisional, still);
    const able = Boolean(organisation) && (Boolean(own) || !full);
    find(element, "[data-part=forms]").hidden = !able;
    const releases = own !== null && !changed;
    drawFoot(page, element, where(), {
      primary: waits
        ? words(page.away() ? "phone.state_waiting" : "phone.state_sending")
        : releases
          ? words("phone.release")
          : able
            ? words(own ? "phone.claim_change" : "phone.claim")
            : null,
      problem: problem || refused,
      disabled: waits,
    });
    find(element, ".foot-primary").classList.toggle("plain", releases);
  }

  return { element, draw };
}
