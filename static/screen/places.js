/**
 * Who stands where, as rings or columns with a table beside them; and who takes
 * up what. The rings are the server's picture; the numbers in it are the table's.
 *
 * @typedef {import("./main.js").Wall} Wall
 * @typedef {import("../js/messages").Placement} Placement
 * @typedef {import("../js/messages").Kind} Kind
 * @typedef {import("../js/places.js").Row} Row
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { cardsOfKind, claimantsOf, placeLabel, rowsOf } from "../js/places.js";
import { byId, organisationName, written } from "../js/reading.js";
import { pagesOf } from "./pager.js";
import { hang } from "./picture.js";

/** Rows of the table beside the rings that can be read from the back of the room; others follow in turn. */
const ROWS = 8;

/** @param {Wall} wall */
export function createPlacing(wall) {
  const { words, model, format, turner, pictures } = wall;
  const root = find(document, ".scene > [data-scene=places]");

  /** @param {Placement[]} placements @returns {Placement | null} the one that is shown */
  function draw(placements) {
    const filled = placements.filter((one) => rowsOf(model, format, one).length);
    const turns = filled.flatMap((one) =>
      Array.from({ length: one.rings ? Math.ceil(rowsOf(model, format, one).length / ROWS) : 1 }, (_, part) => ({ one, part })),
    );
    const at = turner.page("places:" + filled.map((one) => one.id).join(" "), Math.max(1, turns.length));
    const { one: placement, part } = turns[at] ?? { one: placements[0], part: 0 };
    if (!placement) return null;
    const found = rowsOf(model, format, placement);
    root.dataset.shape = placement.rings ? "rings" : "columns";
    const figure = find(root, "[data-part=rings]");
    const picture = placement.rings ? pictures.of("placement:" + placement.id, found) : null;
    figure.toggleAttribute("hidden", !picture);
    hang(figure, picture);
    const rows = picture ? inOrder(found, picture.rows) : found;
    keyed(
      find(root, "[data-list=columns]"),
      placement.rings ? [] : placement.places,
      (place) => place.id,
      () => clone("t-place-column"),
      (column, place) => {
        const there = rows.filter((row) => row.place === place.id);
        fill(column, { title: place.label, n: there.length });
        keyed(find(column, "[data-list=names]"), there, (row) => row.id, () => clone("t-place-name"), (line, row) => fill(line, { name: row.text }));
      },
    );
    fill(root, { "head-number": placement.rings });
    keyed(
      find(root, "[data-list=rows]"),
      rows,
      (row) => row.id,
      () => clone("t-place-row"),
      (line, row) => {
        const n = rows.indexOf(row) + 1;
        const moved = row.was !== null && row.place !== null && row.was !== row.place;
        set(line, "data-moved", moved);
        line.hidden = placement.rings && Math.ceil(n / ROWS) !== part + 1;
        fill(line, {
          number: placement.rings ? n : null,
          "cell-number": placement.rings,
          text: row.said,
          was: moved ? placeLabel(placement, row.was) + " → " : null,
          place: row.place ? placeLabel(placement, row.place) : words("screen.not_placed"),
        });
      },
    );
    return placement;
  }

  return { draw };
}

/** As they are numbered in the picture; who came since stands last. @param {Row[]} rows @param {string[]} order */
function inOrder(rows, order) {
  const at = new Map(order.map((id, n) => [id, n]));
  const place = (/** @type {Row} */ row) => at.get(row.id) ?? order.length;
  return [...rows].sort((one, other) => place(one) - place(other));
}

/** @param {Wall} wall */
export function createTakings(wall) {
  const { words, model, turner } = wall;
  const root = find(document, ".scene > [data-scene=takings]");

  /** @param {Kind} kind @returns {number} how many cards are on other pages */
  function draw(kind) {
    const cards = cardsOfKind(model, kind.id);
    fill(root, { nothing: cards.length ? null : words("screen.no_takings"), table: cards.length > 0 });
    keyed(
      find(root, "[data-list=rows]"),
      cards,
      ([id]) => id,
      () => clone("t-taking-row"),
      (line, [id, card]) => {
        const held = claimantsOf(model, id);
        const leads = held.filter((one) => byId(kind.forms, one.form)?.leads);
        set(line, "data-led", leads.length === 1 ? null : leads.length ? "many" : "none");
        fill(line, {
          text: written(card),
          confirmed: card.confirmed,
          led: leads.length ? leads.map(named).join(", ") : words("screen.nobody_leads"),
        });
        const forms = kind.forms.filter((form) => !form.leads && held.some((one) => one.form === form.id));
        keyed(find(line, "[data-list=along]"), forms, (form) => form.id, () => clone("t-taking-form"), (row, form) =>
          fill(row, { form: form.label, names: held.filter((one) => one.form === form.id).map(named).join(", ") }),
        );
      },
    );
    return turn("takings:" + kind.id);
  }

  /** As many rows as fit; the others in turns. @param {string} what @returns {number} how many are elsewhere */
  function turn(what) {
    const rows = /** @type {HTMLElement[]} */ (Array.from(find(root, "[data-list=rows]").children));
    for (const row of rows) row.hidden = false;
    const height = root.clientHeight - find(root, "thead").getBoundingClientRect().height;
    const pages = pagesOf(rows.map((row) => row.getBoundingClientRect().height), { columns: 1, height, gap: 0 });
    const here = new Set(pages[turner.page(what, pages.length)]?.flat());
    rows.forEach((row, at) => (row.hidden = !here.has(at)));
    return rows.length - here.size;
  }

  /** @param {import("../js/messages").Claimant} one */
  function named(one) {
    const name = organisationName(model, one.organisation) || one.organisation;
    return one.provisional ? name + "?" : name;
  }

  return { draw };
}
