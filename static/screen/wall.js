/**
 * The cards as they come: newest and bundles first, in columns. They are laid
 * out from their own heights, so that a page holds what can be read and the
 * rest comes in its turn.
 *
 * @typedef {import("./main.js").Wall} Wall
 * @typedef {import("../console/flow.js").Bundle} Bundle
 * @typedef {import("../js/messages").CardEntity} CardEntity
 * @typedef {{id: string, count: number, text: import("../js/dom.js").Filling, about: string, origin: string | null, inside: {id: string, text: import("../js/dom.js").Filling}[]}} Thing
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { cameFrom, cameMark, titleOf } from "../js/pieces.js";
import { byId, organisationName, written } from "../js/reading.js";
import { pagesOf } from "./pager.js";

const NEWEST = 6;
const INSIDE = 4;
const COLUMNS = 3;
const SIZES = [1.5, 1.25, 1];
const MANY = 30;

/** @param {Wall} wall */
export function createCards(wall) {
  const { flow, words, turner, model, format } = wall;
  const root = find(document, ".scene > [data-scene=cards]");
  const container = find(root, ".columns[data-list=columns]");
  const measured = find(root, "[data-list=measured]");

  /** @param {CardEntity} card */
  const textOf = (card) => written(card) ?? words("common.erased");

  /** Whose card it is, where an organisation has so many and no more. @param {CardEntity} card */
  const whoseOf = (card) => (byId(format.kinds, card.kind)?.per_organisation ? organisationName(model, card.organisation) : null);
  /** That, and what the card belongs to, if it points at something. @param {CardEntity} card */
  const aboutOf = (card) => [whoseOf(card), ...Object.values(card.links).flat().map((id) => titleOf(model, id))].filter(Boolean).join(" · ");

  /** @returns {Thing[]} */
  function things() {
    const zones = flow.zones().filter((zone) => zone.shown && !zone.parking);
    const bundles = zones.flatMap((zone) => flow.bundles(zone.id)).map(({ id, cluster, cards }) => ({
      id,
      count: cards.length,
      text: cluster.title,
      about: "",
      origin: null,
      inside: cards.map(([id_, card]) => ({ id: id_, text: textOf(card) })),
    }));
    const loose = zones
      .flatMap((zone) => flow.loose(zone.id))
      .sort((a, b) => b[1].number - a[1].number)
      .map(([id, card]) => ({ id, count: 1, text: textOf(card), about: aboutOf(card), origin: [cameFrom(words, card), card.source && !card.source.confirmed && cameMark(words, card)].filter(Boolean).join(" · ") || null, inside: [] }));
    const first = flow.kinds().length ? NEWEST : 0;
    return [...loose.slice(0, first), ...bundles, ...loose.slice(first)];
  }

  /** @param {Thing} thing */
  const make = (thing) => clone(thing.inside.length ? "t-bundle" : "t-card");

  /** On the wall: a card also gets a name, by which the browser shows where it went. @param {HTMLElement} element @param {Thing} thing */
  const put = (element, thing) => draw(element, thing, name);

  /** @param {HTMLElement} element @param {Thing} thing @param {typeof name} [named] the measuring copies have none: a name is of one element */
  function draw(element, thing, named = () => {}) {
    named(element, thing.id);
    if (!thing.inside.length) return fill(element, { text: thing.text, about: thing.about || null, origin: thing.origin });
    const more = thing.inside.length - INSIDE;
    fill(element, { title: thing.text, more: more > 0 ? words.count("screen.more", more) : null });
    keyed(
      find(element, "[data-list=cards]"),
      more > 0 ? thing.inside.slice(0, INSIDE) : thing.inside,
      (one) => one.id,
      () => clone("t-inside"),
      (row, one) => {
        named(row, one.id);
        fill(row, { text: one.text });
      },
    );
  }

  /** @param {HTMLElement} element @param {string} id */
  function name(element, id) {
    element.style.setProperty("view-transition-name", "card-" + id);
  }

  /** How high each thing is in a column of this width. @param {Thing[]} list */
  function measure(list) {
    keyed(measured, list, (thing) => thing.id, make, (element, thing) => draw(element, thing));
    return Array.from(measured.children, (child) => child.getBoundingClientRect().height);
  }

  /** As large as still fits on one page; else small enough to read. @param {Thing[]} list */
  function layOut(list) {
    /** @type {number[][][]} */
    let pages = [];
    for (const size of list.length > MANY ? [1] : SIZES) {
      root.style.setProperty("--size", String(size));
      const gap = parseFloat(getComputedStyle(measured).rowGap) || 0;
      pages = pagesOf(measure(list), { columns: COLUMNS, height: container.clientHeight, gap });
      if (pages.length === 1) break;
    }
    return pages;
  }

  return {
    /** @returns {number} how many cards are on other pages */
    draw() {
      const list = things();
      fill(root, { nothing: list.length ? null : words(flow.kinds().some((kind) => kind.veiled) ? "screen.veiled" : "screen.no_cards") });
      const pages = layOut(list);
      const at = turner.page("cards:" + flow.visit, pages.length);
      const columns = (pages[at] ?? []).map((places, i) => ({
        id: String(i),
        things: places.flatMap((place) => list[place] ?? []),
      }));
      keyed(
        container,
        columns,
        (column) => column.id,
        () => clone("t-column"),
        (column, { things: here }) => keyed(column, here, (thing) => thing.id + ":" + (thing.inside.length > 0), make, put),
      );
      const shown = columns.flatMap((column) => column.things).reduce((sum, thing) => sum + thing.count, 0);
      return list.reduce((sum, thing) => sum + thing.count, 0) - shown;
    },
  };
}
