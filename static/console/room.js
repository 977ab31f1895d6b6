/**
 * Around the board: who may come in, how many cards each, a snapshot now, the
 * pause, the end, and a session opened again.
 *
 * @typedef {import("./main.js").Desk} Desk
 */

import { fill, find } from "../js/dom.js";
import { askLines, askText, confirm } from "./ask.js";

const LABEL = 80;
const MOST_CARDS = 20;
/** So much of a name is enough to find its line by. */
const SHOWN = 30;

/** @param {Desk} desk */
export function createRoom(desk) {
  const { flow, words, acts, toasts, boot } = desk;
  const root = find(document, ".room");
  const sheet = /** @type {HTMLDialogElement} */ (find(document, "#joining"));
  const on = (/** @type {ParentNode} */ where, /** @type {string} */ name, /** @type {() => void} */ run) =>
    find(where, `[data-do=${name}]`).addEventListener("click", run);

  on(root, "joining", () => sheet.showModal());
  on(root, "snapshot", snapshot);
  on(root, "organisation", addOrganisations);
  on(root, "pause", () => acts.perform({ type: flow.session?.status === "paused" ? "ResumeBoard" : "PauseBoard" }));
  on(root, "end", end);
  on(root, "reopen", reopen);
  on(root, "limit-less", () => limit(-1));
  on(root, "limit-more", () => limit(1));
  on(sheet, "close", () => sheet.close());
  on(sheet, "toggle", () => acts.perform({ type: "SetJoining", open: !flow.session?.joining }));
  on(sheet, "copy", copy);

  async function copy() {
    const link = boot.links.join ?? "";
    // The clipboard wants a secure page; on plain http the link can be selected.
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(link);
      fill(sheet, { copy: words("console.copied") });
    } else {
      getSelection()?.selectAllChildren(find(sheet, "[data-slot=link]"));
    }
  }

  /** @param {number} by */
  function limit(by) {
    const each = Math.min(MOST_CARDS, Math.max(1, (flow.session?.cards_each ?? 1) + by));
    acts.perform({ type: "SetCardLimit", cards_each: each });
  }

  async function snapshot() {
    const label = await askText({
      title: words("console.snapshot_title"),
      help: words("console.snapshot_help"),
      label: words("console.snapshot_label"),
      most: LABEL,
      yes: words("console.save"),
      empty: true,
    });
    if (label !== null) await acts.perform({ type: "TakeSnapshot", label }, words("console.snapshot_saved"));
  }

  function addOrganisations() {
    return askLines(
      {
        title: words("console.organisation_add"),
        help: words("console.organisation_help"),
        label: words("console.organisation_name"),
        yes: words("console.save"),
      },
      saveOrganisations,
    );
  }

  /** @param {string[]} names @returns {Promise<string | null>} what is wrong */
  async function saveOrganisations(names) {
    const body = new URLSearchParams({ names: names.join("\n") });
    const headers = { accept: "application/json" };
    const response = await fetch(`/c/${boot.grant}/organisation`, { method: "POST", body, headers }).catch(() => null);
    if (!response) return words("console.organisation_failed");
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      const n = answer.line;
      if (!n) return words("console.organisation_failed");
      const why = words("refusals." + answer.error, answer);
      return words("console.organisation_line", { n, name: (names[n - 1] ?? "").slice(0, SHOWN), why });
    }
    const added = answer.organisations;
    const name = added[0].name;
    toasts.done(added.length === 1 ? words("console.organisation_added", { name }) : words("console.organisations_added", { n: added.length }));
    return null;
  }

  async function end() {
    const sure = await confirm({
      title: words("console.end_title"),
      lines: ["end_shown", "end_votes", "end_keys", "end_reopen"].map((key) => words("console." + key)),
      yes: words("console.end"),
      danger: true,
    });
    if (sure) await acts.perform({ type: "EndBoard" });
  }

  async function reopen() {
    const sure = await confirm({
      title: words("console.reopen_title"),
      lines: [words("console.reopen_text")],
      yes: words("console.reopen"),
    });
    if (sure) await acts.perform({ type: "ReopenBoard" });
  }

  function draw() {
    const session = flow.session;
    const status = session?.status;
    const joining = session?.joining ?? false;
    const begun = status === "live" || status === "paused";
    fill(root, {
      code: boot.code,
      joining_state: words(joining ? "console.joining_open" : "console.joining_shut"),
      pause: begun ? words(status === "paused" ? "console.resume" : "console.pause") : null,
      reopen: status === "ended",
      limits: status !== "ended",
      limit: session?.cards_each ?? "",
    });
    find(root, "[data-do=organisation]").hidden = status === "ended";
    find(root, "[data-do=end]").hidden = !begun;
    find(root, "[data-do=joining]").dataset.open = String(joining);
    fill(sheet, {
      title: words(joining ? "console.joining_open" : "console.joining_shut"),
      help: words(joining ? "console.joining_help" : "console.joining_shut_text"),
      show: joining,
      code: boot.code,
      link: boot.links.join,
      toggle: words(joining ? "console.joining_off" : "console.joining_on"),
    });
    find(sheet, "[data-do=copy]").hidden = !joining;
    find(sheet, "[data-do=toggle]").hidden = status === "ended";
  }

  return { draw, end, reopen, addOrganisations };
}
