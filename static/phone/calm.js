/**
 * «Rustige weergave»: one card or option at a time, with a way on and back. Nothing
 * is drawn otherwise: what is not its turn is only out of sight, and counts as before.
 *
 * @typedef {import("./page.js").Page} Page
 */

import { clone, fill, find, set } from "../js/dom.js";

/** Answers that are few stand together, as they mean something beside each other. */
const FEW = 5;
const AWAY = "calm-away";

/**
 * Which one has its turn, as things come and go: the same as before, or who now
 * stands in its place.
 *
 * @param {string[]} keys
 * @param {{key: string, at: number}} was
 */
export function turnOf(keys, was) {
  const at = keys.indexOf(was.key);
  return at >= 0 ? at : Math.max(0, Math.min(was.at, keys.length - 1));
}

/** @param {Page} page */
export function createCalm(page) {
  const { words, announcer } = page;
  /** What has its turn, by what it is one of. @type {Map<Element, {key: string, at: number}>} */
  const turns = new Map();

  /** Each row of things to look at, with where its way on and back comes. @param {HTMLElement} tab */
  function rowsIn(tab) {
    if (tab.id === "tab-board") {
      const things = Array.from(tab.querySelectorAll(".outcome, .zone .cluster, .zone .listed, .mine .own"));
      return [{ root: tab, before: /** @type {Element} */ (find(tab, "[data-part=present]")), things, option: false }];
    }
    return Array.from(tab.querySelectorAll("[data-list=options], .list[data-list=cards], [data-list=rows]"))
      .map((root) => ({ root, before: root, things: Array.from(root.children), option: root.matches("[data-list=options]") }))
      .filter(({ option, things }) => !option || things.length > FEW || things.some((one) => one.matches(".dotted")));
  }

  /** @param {Element} before @param {Element} root @param {boolean} option */
  function navOf(before, root, option) {
    const there = before.previousElementSibling;
    if (there && there.matches(".calm-nav")) return /** @type {HTMLElement} */ (there);
    const nav = clone("phone-calm");
    const what = option ? "option" : "card";
    fill(nav, { prev: words("phone.calm_prev_" + what), next: words("phone.calm_next_" + what) });
    find(nav, "[data-do=calm-prev]").addEventListener("click", () => go(root, -1));
    find(nav, "[data-do=calm-next]").addEventListener("click", () => go(root, 1));
    /** @type {Element} */ (before.parentElement).insertBefore(nav, before);
    return nav;
  }

  /** @param {Element} root @param {1 | -1} by */
  function go(root, by) {
    const was = turns.get(root);
    if (was) turns.set(root, { key: "", at: was.at + by });
    page.redraw();
    Promise.resolve().then(() => Promise.resolve()).then(() => {
      const shown = root.querySelector(".calm-turn");
      if (shown) announcer.say((shown.textContent || "").replace(/\s+/g, " ").trim());
    });
  }

  /** @param {{root: Element, before: Element, things: Element[], option: boolean}} row */
  function drawRow({ root, before, things, option }) {
    const keys = things.map((one) => one.getAttribute("data-key") || "");
    const at = turnOf(keys, turns.get(root) || { key: "", at: 0 });
    turns.set(root, { key: keys[at] || "", at });
    things.forEach((one, n) => {
      one.classList.toggle(AWAY, n !== at);
      one.classList.toggle("calm-turn", n === at);
    });
    const nav = navOf(before, root, option);
    nav.hidden = things.length < 2;
    fill(nav, { turn: words("phone.calm_turn", { n: at + 1, of: things.length }) });
    // Not `disabled`: a button that goes out of reach would take the focus with it.
    set(find(nav, "[data-do=calm-prev]"), "aria-disabled", at > 0 ? null : "true");
    set(find(nav, "[data-do=calm-next]"), "aria-disabled", at + 1 < things.length ? null : "true");
  }

  /** A title with nothing under it says nothing. @param {HTMLElement} tab */
  function drawTitles(tab) {
    for (const zone of Array.from(tab.querySelectorAll(".zone, .mine"))) {
      zone.classList.toggle(AWAY, !zone.querySelector(".calm-turn"));
    }
  }

  /** @param {HTMLElement} tab */
  function undo(tab) {
    for (const one of Array.from(tab.querySelectorAll("." + AWAY + ", .calm-turn"))) {
      one.classList.remove(AWAY, "calm-turn");
    }
    Array.from(tab.querySelectorAll(".calm-nav")).forEach((nav) => nav.remove());
    turns.clear();
  }

  return {
    /** @param {HTMLElement} tab @param {boolean} calm */
    draw(tab, calm) {
      document.body.classList.toggle("is-calm", calm);
      if (!calm) {
        if (turns.size) undo(tab);
        return;
      }
      for (const row of rowsIn(tab)) drawRow(row);
      if (tab.id === "tab-board") drawTitles(tab);
      turns.forEach((_, root) => root.isConnected || turns.delete(root));
    },
  };
}
