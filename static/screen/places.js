/**
 * Who stands where, as rings or columns with a table beside them; and who takes
 * up what. In the rings each has a number, a direction of its own, and a line
 * from where it was to where it is.
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

const SVG = "http://www.w3.org/2000/svg";
const MIDDLE = 500;
const INNER = 190;
const OUTER = 490;
/** Above, the names of the rings are read; no dot comes there. In radians. */
const FREE = 0.5;
/** Rows of the table beside the rings that can be read from the back of the room; others follow in turn. */
const ROWS = 8;

/** @param {Wall} wall */
export function createPlacing(wall) {
  const { words, model, format, turner } = wall;
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
    const rows = rowsOf(model, format, placement);
    root.dataset.shape = placement.rings ? "rings" : "columns";
    const figure = find(root, "[data-part=rings]");
    figure.toggleAttribute("hidden", !placement.rings);
    if (placement.rings) drawRings(figure, placement, rows);
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

/** The radius at which a ring's dots stand. @param {number} at @param {number} of */
function middleOf(at, of) {
  const edge = edgeOf(at, of);
  return at === 0 ? INNER * 0.68 : (edge + edgeOf(at - 1, of)) / 2;
}

/** @param {number} at @param {number} of */
function edgeOf(at, of) {
  return of < 2 ? OUTER : INNER + ((OUTER - INNER) * at) / (of - 1);
}

/** @param {Element} svg @param {Placement} placement @param {Row[]} rows */
function drawRings(svg, placement, rows) {
  const { places } = placement;
  const of = places.length;
  /** @type {Element[]} */
  const parts = [];
  for (let at = of - 1; at >= 0; at -= 1) {
    parts.push(shape("circle", { class: "ring", "data-ring": at, cx: MIDDLE, cy: MIDDLE, r: edgeOf(at, of) }));
  }
  places.forEach((place, at) => {
    const y = at === 0 ? MIDDLE : MIDDLE - (edgeOf(at, of) + edgeOf(at - 1, of)) / 2;
    const label = shape("text", { class: "ring-name", x: MIDDLE, y: y + 12 });
    label.textContent = place.label;
    parts.push(label);
  });
  const step = (2 * Math.PI - 2 * FREE) / Math.max(1, rows.length - 1);
  /** @param {number} n @param {string | null} place */
  function point(n, place) {
    const at = places.findIndex((one) => one.id === place);
    if (at < 0) return null;
    const angle = -Math.PI / 2 + (rows.length === 1 ? Math.PI : FREE + n * step);
    const far = middleOf(at, of);
    return { x: Math.round(MIDDLE + far * Math.cos(angle)), y: Math.round(MIDDLE + far * Math.sin(angle)) };
  }
  const points = rows.map((row, n) => ({ n, to: point(n, row.place), from: point(n, row.was), row }));
  for (const { to, from, row } of points) {
    if (!from || (to && row.was === row.place)) continue;
    if (to) parts.push(shape("line", { class: "shift", x1: from.x, y1: from.y, x2: to.x, y2: to.y }));
    parts.push(shape("circle", { class: "stood", cx: from.x, cy: from.y, r: 11 }));
  }
  for (const { n, to } of points) {
    if (!to) continue;
    const number = shape("text", { class: "stands-number", x: to.x, y: to.y + 13 });
    number.textContent = String(n + 1);
    parts.push(shape("circle", { class: "stands", cx: to.x, cy: to.y, r: 30 }), number);
  }
  svg.replaceChildren(...parts);
}

/** @param {string} name @param {{[attribute: string]: string | number}} attributes */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
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
