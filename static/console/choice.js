/**
 * What can be done with the cards and bundles that are chosen. No dragging:
 * choose, then say what.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Zone} Zone
 * @typedef {{id: string, label: string, run: () => unknown, main?: boolean}} Act
 */

import { fill, find, keyed } from "../js/dom.js";
import { askChoice, askPassage, askText, confirm } from "./ask.js";
import { askDutch, takesDutch } from "./dutch.js";

export const TITLE = 80;
const REASON = 120;
const WORDS = 280;

/** @param {Desk} desk */
export function createChoice(desk) {
  const { flow, words, format, model, acts, toasts } = desk;
  const bar = find(document, "[data-slot=choose]");
  /** Texts that were typed for nothing, by what they were for. @type {Map<string, string>} */
  const refused = new Map();
  find(bar, "[data-do=clear]").addEventListener("click", () => desk.clear());

  function clusters() {
    return [...desk.chosen].flatMap((id) => {
      const cluster = model.get("cluster", id);
      return cluster ? [{ id, cluster }] : [];
    });
  }
  /** All cards meant: chosen ones, and those in chosen bundles. */
  function cards() {
    const ids = [...desk.chosen].flatMap((id) => model.get("cluster", id)?.cards ?? [id]);
    return [...new Set(ids)].filter((id) => model.get("card", id));
  }
  function zones() {
    return new Set(cards().map((id) => model.get("card", id)?.zone));
  }

  /** @param {import("../js/messages").AnyCommand} command */
  async function perform(command) {
    const answer = await acts.perform(command);
    if (answer.ok) desk.clear();
    return answer;
  }

  /**
   * Asks for a text and does something with it. A text that was refused stands in
   * the field when the same is asked again.
   *
   * @param {string} key what it is a text of
   * @param {Parameters<typeof askText>[0]} question
   * @param {(text: string) => Promise<{ok: boolean}>} act
   * @param {(question: Parameters<typeof askText>[0]) => Promise<string | null>} [ask]
   */
  async function withText(key, question, act, ask = askText) {
    const value = refused.get(key) ?? question.value ?? "";
    const text = await ask({ ...question, value });
    if (!text) return;
    if ((await act(text)).ok) refused.delete(key);
    else refused.set(key, text);
  }

  async function merge() {
    const held = clusters()[0];
    const first = held ? held.cluster.title : desk.shortTitle(cards()[0] ?? "");
    const question = {
      title: words("console.merge_title"),
      help: words("console.merge_help"),
      label: words("console.cluster_title"),
      value: first,
      most: TITLE,
      yes: words("console.merge"),
    };
    await withText("merge", question, (title) => perform({ type: "MakeCluster", members: [...desk.chosen], title }));
  }

  /** @param {import("./flow.js").Bundle[]} bundles */
  async function addTo(bundles) {
    const choices = bundles.map(({ id, cluster }) => ({ id, label: cluster.title }));
    const id = await askChoice({ title: words("console.add_to"), choices, yes: words("console.merge") });
    const cluster = id && model.get("cluster", id);
    if (cluster) await perform({ type: "MakeCluster", members: [id, ...desk.chosen], title: cluster.title });
  }

  /** @param {Zone[]} there */
  async function move(there) {
    const choices = there.map((zone) => ({ id: zone.id, label: zone.title }));
    const zone = await askChoice({ title: words("console.move_title"), choices, yes: words("console.move") });
    if (zone) await perform({ type: "MoveCards", cards: cards(), zone });
  }

  async function hide() {
    const question = {
      title: words("console.hide_title"),
      help: words("console.hide_help"),
      label: words("console.hide_other"),
      most: REASON,
      yes: words("console.hide"),
      choices: ["hide_double", "hide_person", "hide_hurts"].map((key) => words("console." + key)),
    };
    await withText("hide", question, (reason) => perform({ type: "HideCards", cards: cards(), reason }));
  }

  /** @param {string} id */
  async function erase(id) {
    const text = model.get("card", id)?.text;
    const sure = await confirm({
      title: words("console.erase_title"),
      lines: [...(text ? ["“" + text + "”"] : []), words("console.erase_text")],
      yes: words("console.erase_yes"),
      danger: true,
    });
    if (sure) await perform({ type: "EraseCard", card: id });
  }

  /** What was brought as a proposal; what else it says stays. @param {string} id */
  async function edit(id) {
    const card = model.get("card", id);
    if (!card) return;
    /** @type {{[field: string]: string}} */
    const fields = {};
    for (const [name, value] of Object.entries(card.fields)) if (value) fields[name] = value;
    const question = {
      title: words("console.edit_title"),
      help: words("console.edit_help"),
      label: words("console.edit_label"),
      value: card.text ?? "",
      most: WORDS,
      yes: words("console.save"),
    };
    const put = (/** @type {string} */ text) => perform({ type: "EditCard", card: id, text, fields, links: card.links, language: card.language });
    await withText("edit " + id, question, put, askPassage);
  }

  /** @param {string} id @param {string} value */
  async function rename(id, value) {
    const question = {
      title: words("console.rename"),
      label: words("console.cluster_title"),
      value,
      most: TITLE,
      yes: words("console.save"),
    };
    await withText("rename " + id, question, (title) => perform({ type: "RenameCluster", cluster: id, title }));
  }

  /** @param {string} key @param {() => unknown} run @param {boolean} [main] @returns {Act} */
  const act = (key, run, main) => ({ id: key, label: words("console." + key), run, main: main ?? false });

  /** @returns {Act[]} */
  function possible() {
    const ids = cards();
    const [one] = [...desk.chosen];
    const single = desk.chosen.size === 1 && one ? one : null;
    const held = clusters();
    const isCluster = held.length === 1 && single;
    const here = [...zones()];
    const together = here.length === 1 && here[0];
    const hidden = ids.filter((id) => model.get("card", id)?.hidden !== null);
    const parking = format.zones.find((zone) => zone.parking);
    const bundles = together ? flow.bundles(together).filter(({ id }) => !desk.chosen.has(id)) : [];
    const lit = single && model.get("light")?.target === single;
    // What came along to be read stays as it is; it can be put together and lit.
    const fixed = ids.some((id) => model.get("card", id)?.standing === "read");
    const proposed = single && !fixed && model.get("card", single)?.standing === "proposal";
    if (flow.session?.status === "ended") return single && !isCluster && !fixed ? [act("erase", () => erase(single))] : [];
    /** @type {Act[]} */
    const list = [];
    if (hidden.length === ids.length) {
      list.push(act("show", () => perform({ type: "ShowCards", cards: ids }), true));
    } else if (!hidden.length) {
      if (together && desk.chosen.size > 1) list.push(act("merge", merge, true));
      if (together && !held.length && bundles.length) list.push(act("add_to", () => addTo(bundles)));
      if (single) {
        const target = lit ? null : single;
        list.push(act(lit ? "light_off" : "light", () => perform({ type: "Spotlight", target }), !isCluster));
      }
      if (isCluster && held[0]) {
        const { id, cluster } = held[0];
        list.push(act("rename", () => rename(id, cluster.title)));
        list.push(act("dissolve", () => perform({ type: "DissolveCluster", cluster: id })));
      }
      const card = single && model.get("card", single);
      if (card && takesDutch(card) && !desk.locked.has(single)) list.push(act("dutch", () => askDutch(desk, single)));
      if (proposed) list.push(act("edit", () => edit(single)));
      if (parking && together !== parking.id && !fixed) {
        list.push(act("park", () => perform({ type: "MoveCards", cards: ids, zone: parking.id })));
      }
      const there = format.zones.filter((zone) => zone.id !== together && !zone.parking && zone.shown);
      if (there.length && !fixed) list.push(act("move", () => move(there)));
      if (!fixed) list.push(act("hide", hide));
    }
    if (single && !isCluster && !fixed) list.push(act("erase", () => erase(single)));
    return list;
  }

  function draw() {
    // What is gone cannot stay chosen.
    for (const id of desk.chosen) {
      if (!model.get("card", id) && !model.get("cluster", id)) desk.chosen.delete(id);
    }
    const size = desk.chosen.size;
    bar.hidden = size === 0;
    document.body.toggleAttribute("data-choosing", size > 0);
    if (!size) return;
    fill(bar, { chosen: words.count("console.picked", size) });
    const list = possible();
    const container = find(bar, "[data-list=acts]");
    keyed(
      container,
      list,
      (one) => one.id,
      (one) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = one.label;
        button.addEventListener("click", () => possible().find((now) => now.id === one.id)?.run());
        return button;
      },
      (button, one) => {
        button.className = one.main ? "button" : "button plain";
      },
    );
  }

  /** Puts suggested cards together at once; the title can be changed after. @param {string[]} members */
  async function mergeNow(members) {
    const held = members.flatMap((id) => {
      const cluster = model.get("card", id)?.cluster;
      return cluster ? [cluster] : [];
    });
    const ids = [...new Set([...held, ...members.filter((id) => !model.get("card", id)?.cluster)])];
    const title = (held[0] && model.get("cluster", held[0])?.title) || desk.shortTitle(members[0] ?? "");
    const answer = await acts.perform({ type: "MakeCluster", members: ids, title });
    if (!answer.ok) return;
    for (const id of members) if (desk.chosen.has(id)) desk.choose(id, false);
    const offer = { label: words("console.rename"), run: () => rename(answer.made, title) };
    toasts.done(words("console.merged_under", { title }), offer);
  }

  return { draw, mergeNow, erase };
}
