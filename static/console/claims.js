/**
 * What organisations take up in this step: by name, for who takes something up
 * does so for all to see.
 *
 * @typedef {import("./main.js").Desk} Desk
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { byId, organisationName } from "../js/reading.js";

/** @param {Desk} desk */
export function createClaims(desk) {
  const { flow, words, model, format } = desk;
  const list = find(document, "[data-list=claims]");

  function offered() {
    const ids = new Set((flow.phase?.steps ?? []).map((step) => step.claim));
    return format.claims.filter((claim) => ids.has(claim.id));
  }

  function draw() {
    keyed(
      list,
      offered(),
      (claim) => claim.id,
      () => clone("t-claim"),
      (element, claim) => {
        const claimants = model.get("claim", claim.id)?.claimants ?? [];
        fill(element, {
          label: claim.label,
          places: claim.places ? words("console.claim_places", { n: claimants.length, total: claim.places }) : null,
          none: claimants.length === 0,
        });
        keyed(
          find(element, "[data-list=claimants]"),
          claimants,
          (one) => one.organisation,
          () => clone("t-claimant"),
          (row, one) =>
            fill(row, {
              name: organisationName(model, one.organisation) || one.organisation,
              form: byId(claim.forms, one.form)?.label ?? one.form,
              provisional: one.provisional,
            }),
        );
      },
    );
  }

  return { draw };
}
