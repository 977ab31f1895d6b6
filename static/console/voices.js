/**
 * Whose voices the room hears: people and cards by kind of organisation, and a
 * word where one side says nearly all. Asked anew when there is something new.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {{kind: string, organisations: number, people: number | null, cards: number | null}} KindOf
 * @typedef {{kinds: KindOf[], other_people: number, other_cards: number, anonymous: number}} VoicesOf
 * @typedef {{voices: VoicesOf | null, hints: {code: string, percent: number}[]}} Heard
 */

import { clone, fill, find, keyed } from "../js/dom.js";

/** Not more often than this, in ms. */
const EACH = 15000;

/** @param {Desk} desk */
export function createVoices(desk) {
  const { flow, words, model, boot } = desk;
  const details = find(document, "#voices");
  const notes = find(document, "#voices-hints");
  /** @type {Heard} */
  let heard = { voices: null, hints: [] };
  /** What who leads has seen, by code. @type {Set<string>} */
  const seen = new Set();
  let asked = "";
  let last = -EACH;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  /** Other people, other cards, another step: then it may be otherwise. */
  function state() {
    const { seats, organisations, status } = flow.session ?? {};
    return [flow.visit, seats, organisations, status, model.all("card").length].join(" ");
  }

  // Only who leads may know it.
  function look() {
    if (boot.kind === "scribe") return;
    const now = state();
    if (now === asked || later !== undefined) return;
    later = setTimeout(ask, Math.max(0, last + EACH - performance.now()));
  }

  async function ask() {
    later = undefined;
    asked = state();
    last = performance.now();
    const headers = { accept: "application/json" };
    const response = await fetch(`/c/${boot.grant}/voices`, { headers }).catch(() => null);
    if (response?.ok) heard = await response.json();
    // Without an answer it is asked again with the next change.
    else asked = "";
    show();
  }

  /** @param {number | null} n */
  const number = (n) => (n === null ? "–" : String(n));

  function rows() {
    const { voices } = heard;
    if (!voices) return [];
    const { kinds, other_people, other_cards, anonymous } = voices;
    return [
      ...kinds.map(({ kind, people, cards }) => ({ id: "kind:" + kind, kind, people: number(people), cards: number(cards) })),
      ...(other_people || other_cards
        ? [{ id: "others", kind: words("console.voices_others"), people: number(other_people), cards: number(other_cards) }]
        : []),
      ...(anonymous ? [{ id: "anonymous", kind: words("console.voices_anonymous"), people: "", cards: number(anonymous) }] : []),
    ];
  }

  function show() {
    details.hidden = !heard.voices;
    keyed(find(details, "[data-list=kinds]"), rows(), (row) => row.id, () => clone("t-voice"), (element, { kind, people, cards }) => {
      fill(element, { kind, people, cards });
    });
    const shown = heard.hints.filter((one) => !seen.has(one.code));
    notes.hidden = !shown.length;
    keyed(
      notes,
      shown,
      (one) => one.code,
      ({ code }) => {
        const element = clone("t-voices-hint");
        find(element, "[data-do=dismiss]").addEventListener("click", () => {
          seen.add(code);
          show();
        });
        return element;
      },
      (element, { code, percent }) => {
        fill(element, { text: words("console.hint_" + code, { n: percent }), then: words(`console.hint_${code}_then`) });
      },
    );
  }

  return { draw: look };
}
