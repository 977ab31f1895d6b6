/**
 * The right column: who is here and how they are doing (numbers, never
 * names), the time, what to say, and what deserves a look.
 *
 * @typedef {import("./main.js").Desk} Desk
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { titleOf } from "../js/pieces.js";
import { ticking, timeLeft } from "../js/timer.js";
import { sayNow } from "./say.js";

const MOST_HINTS = 3;
/** Why a card is hidden that its writer sent to who leads alone. */
const ASIDE = "personal_data";

/** @param {Desk} desk */
export function createNow(desk) {
  const { flow, words, model, format, acts } = desk;
  const root = find(document, "#panel-now");
  const top = find(document, ".top");
  let size = 4;
  /** @type {Set<string>} */
  const dismissed = new Set();
  /** The visits whose last minute was said. @type {Map<string, string>} */
  const told = new Map();

  const on = (/** @type {string} */ name, /** @type {() => void} */ run) =>
    find(root, `[data-do=${name}]`).addEventListener("click", run);
  on("add-minute", () => acts.perform({ type: "AddMinutes", minutes: 1 }));
  on("less-minute", () => acts.perform({ type: "AddMinutes", minutes: -1 }));
  on("take-lead", () => acts.perform({ type: "TakeLead" }, words("console.took_over")));
  on("group-smaller", () => resize(-1));
  on("group-larger", () => resize(1));
  on("groups", () => acts.perform({ type: "MakeGroups", size }));

  /** @param {number} by */
  function resize(by) {
    size = Math.min(8, Math.max(2, size + by));
    draw();
  }

  /** @returns {Array<{id: string, n: number, more?: string | null}>} */
  function counts() {
    const { here, typing, busy } = model.presence;
    // Who takes part is who can vote, also on paper, on another's phone or without scripts.
    const seats = flow.session?.seats ?? 0;
    const unclear = model.get("lead")?.unclear ?? 0;
    const open = flow.openRounds().filter(({ round }) => round.visit === flow.visit);
    const voters = Math.max(...open.map(({ round }) => round.voters), 0);
    const posts = flow.kinds().length > 0;
    const part = { id: "here", n: seats, more: here < seats ? words("console.here_screens", { n: here }) : null };
    if (flow.session?.status === "ended") return [part];
    return [
      part,
      ...(open.length ? [{ id: "voted", n: voters }] : posts ? [{ id: "posted", n: model.get("lead")?.posted ?? 0 }] : []),
      { id: "typing", n: typing },
      { id: "busy", n: busy },
      { id: "unclear", n: unclear },
    ];
  }

  function drawCounts() {
    const list = find(root, "[data-list=counts]");
    const shown = counts();
    set(list, "data-of", shown.length);
    keyed(
      list,
      shown,
      (one) => one.id,
      () => clone("t-count"),
      (element, { id, n, more }) => {
        set(element, "data-kind", id);
        set(element, "data-some", n > 0);
        fill(element, { n, label: words.count("console." + id, n), more });
      },
    );
    const unclear = model.get("lead")?.unclear ?? 0;
    const aside = flow.hidden().filter(([, card]) => card.hidden === ASIDE).length;
    fill(root, { aside_note: aside ? words.count("console.aside", aside) : null });
    fill(root, { unclear_note: unclear ? words.count("console.still_unclear", unclear) : null });
  }

  function drawTime() {
    const { open, session } = flow;
    const running = open && session && session.status !== "ended" && session.status !== "lobby";
    fill(root, { time: Boolean(running) });
    fill(top, { top_time: null });
    if (!running) return;
    const left = timeLeft(open, session.status, model.now());
    const over = left.state === "over" ? Math.floor((model.now() - open.ends_at) / 60000) : 0;
    const shown = over ? words("console.over_minutes", { n: over })
      : words("console.minutes", { n: left.minutes });
    const labels = { running: "left", last: "left_under", over: "over", paused: "paused" };
    const label = words("console." + labels[left.state]);
    const notes = { last: "last_minute", over: "time_over" };
    const note = left.state === "last" || left.state === "over" ? words("console." + notes[left.state]) : null;
    fill(root, { time_label: label, time_left: shown, time_note: note });
    fill(top, { top_time: left.state === "running" || left.state === "last" ? label + " " + shown : label });
    set(find(root, "[data-slot=time]"), "data-state", left.state);
    set(find(top, "[data-slot=top_time]"), "data-state", left.state);
    set(find(root, ".time-bar .share"), "width", Math.round(left.share * 1000) / 10);
    const moment = open.visit + left.state;
    if (note && told.get("time") !== moment) {
      told.set("time", moment);
      desk.announcer.say(note);
    }
  }

  function drawNotes() {
    const { phase, open, session } = flow;
    const live = session?.status === "live" || session?.status === "paused";
    const over = session?.status === "ended";
    const silent = model.get("lead")?.silent ?? 0;
    const posts = flow.kinds().some((kind) => kind.sender === "choice");
    const leader = session?.leader ?? "";
    const other = Boolean(leader) && leader !== desk.boot.grant;
    const paper = session?.paper_seats ?? 0;
    fill(root, {
      say: sayNow(flow, words),
      paper_note: paper ? words.count("console.on_paper", paper) : null,
      paused_note: session?.status === "paused" ? words("console.paused_text") : null,
      takeover: other && !over,
      takeover_text: words("console.other_leads"),
      silent_note: live && posts && silent ? words.count("console.silent", silent) : null,
      options_note: live ? optionsNote() : null,
      groups: live && phase?.mode === "groups",
      groups_text: open?.groups ? words.count("console.groups_made", open.groups) : words("console.groups_none"),
      groups_button: words(open?.groups ? "console.groups_again" : "console.groups_make"),
      group_size: size,
    });
  }

  /** Cards that come in out of sight: when to show them is up to who leads. */
  function drawVeils() {
    const kinds = flow.kinds().filter((kind) => kind.veiled);
    keyed(
      find(root, "[data-list=unveils]"),
      kinds,
      (kind) => kind.id,
      (kind) => {
        const element = clone("t-waiting");
        find(element, "[data-do=run]").addEventListener("click", () => desk.unveil(kind.zone));
        return element;
      },
      (element) => fill(element, { text: words("console.veiled_text"), run: words("console.unveil") }),
    );
  }

  /** While grouping, and before a vote over cards: does it fit in one vote? */
  function optionsNote() {
    const grouping = flow.phase?.steps.filter((step) => step.action === "group").map((step) => step.zone) ?? [];
    const polls = format.polls.filter((poll) => {
      const unopened = flow.votes().some((vote) => vote.poll === poll && !vote.held);
      return poll.zone && ([poll.zone, ...poll.also].some((zone) => grouping.includes(zone)) || unopened);
    });
    const poll = polls[0];
    if (!poll?.zone) return null;
    const n = [poll.zone, ...poll.also].reduce((sum, zone) => sum + flow.options(zone), 0);
    if (n > poll.options_most) return words("console.too_many_options", { n, most: poll.options_most });
    return words(n < 2 ? "console.too_few_options" : "console.options_fit", { n });
  }

  function drawHints() {
    const grouping = flow.phase?.steps.some((step) => step.action === "group");
    const all = (grouping ? model.all("hint") : [])
      .filter(([id, hint]) => !dismissed.has(id) && !together(hint.cards) && hint.cards.every((card) => desk.visible(card)))
      .sort((a, b) => b[1].times - a[1].times);
    const shown = all.slice(0, MOST_HINTS);
    fill(root, {
      hints: shown.length > 0,
      hints_more: all.length > MOST_HINTS ? words("console.hint_more", { n: all.length - MOST_HINTS }) : null,
    });
    keyed(
      find(root, "[data-list=hints]"),
      shown,
      ([id]) => id,
      ([id, hint]) => {
        const element = clone("t-hint");
        find(element, "[data-do=merge]").addEventListener("click", () => desk.mergeNow(hint.cards));
        find(element, "[data-do=dismiss]").addEventListener("click", () => {
          dismissed.add(id);
          drawHints();
        });
        return element;
      },
      (element, [, hint]) => {
        fill(element, { times: words.count("console.hint", hint.times) });
        keyed(find(element, "[data-list=cards]"), hint.cards, (card) => card, () => clone("t-line"), (line, card) => {
          line.textContent = titleOf(model, card);
        });
      },
    );
  }

  /** @param {string[]} cards */
  function together(cards) {
    const clusters = new Set(cards.map((card) => model.get("card", card)?.cluster));
    return clusters.size === 1 && !clusters.has(null);
  }

  function draw() {
    drawCounts();
    drawTime();
    drawNotes();
    drawVeils();
    drawHints();
  }
  ticking(drawTime, 5000);

  return { draw };
}
