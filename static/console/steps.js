/**
 * The left column: all steps of the session, and going to one of them.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Phase} Phase
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { stepOf } from "../js/reading.js";
import { confirm } from "./ask.js";

/** @param {Desk} desk */
export function createSteps(desk) {
  const { flow, words, format } = desk;
  const list = find(document, "[data-list=phases]");

  /** @param {Phase} phase */
  function stateOf(phase) {
    const over = flow.session?.status === "ended";
    if (phase.id === flow.open?.id && !over) return "now";
    if (flow.open?.visited.includes(phase.id)) return "done";
    return phase === flow.following && !over ? "next" : "later";
  }

  function draw() {
    const minutes = flow.open?.minutes;
    keyed(
      list,
      format.phases,
      (phase) => phase.id,
      (phase) => {
        const row = clone("t-phase");
        find(row, "button").addEventListener("click", () => choose(phase));
        return row;
      },
      (row, phase) => {
        const state = stateOf(phase);
        const number = stepOf(format, phase).step;
        row.dataset.state = state;
        row.classList.toggle("break", phase.pause);
        const marks = { now: "▸", done: "✓" };
        fill(row, {
          title: phase.title,
          mark: state === "now" || state === "done" ? marks[state] : number || "·",
          state: words.has("console.step_" + state) ? ", " + words("console.step_" + state) : null,
          minutes: words("console.minutes_short", { n: (state === "now" && minutes) || phase.minutes }),
          current: state === "now" ? "step" : null,
        });
        const shut = flow.session?.status === "ended" || desk.boot.kind === "scribe";
        set(find(row, "button"), "disabled", shut);
      },
    );
  }

  /** @param {Phase} phase */
  async function choose(phase) {
    if (phase.id === flow.open?.id) return desk.show("now");
    const to = format.phases.indexOf(phase);
    if (to === flow.at + 1) return open(phase);
    const back = to < flow.at;
    const skipped = format.phases.slice(flow.at + 1, to);
    const titles = skipped.map((one) => one.title).join(" · ");
    const lines = back ? [words("console.again_text")] : [words.count("console.skip", skipped.length, { titles })];
    if (flow.openRounds().length) lines.push(words("console.round_closes"));
    const title = words(back ? "console.go_back" : "console.go_forward", { title: phase.title });
    const sure = await confirm({ title, lines, yes: words("console.go") });
    if (sure) await open(phase);
  }

  /** Opens a phase, after a look at who is still writing. @param {Phase} phase */
  async function open(phase) {
    if (!(await allDone())) return;
    const answer = await desk.acts.perform({ type: "OpenPhase", phase: phase.id });
    if (answer.ok) desk.show("now");
  }

  /** True if no one is busy, or the one who leads goes on all the same. */
  async function allDone() {
    const stillBusy = () => {
      const { typing, busy } = desk.model.presence;
      return [
        ...(desk.waiting() ? [words("console.still_waiting")] : []),
        ...(typing ? [words.count("console.still_typing", typing)] : []),
        ...(busy ? [words.count("console.still_busy", busy)] : []),
      ];
    };
    const lines = stillBusy();
    if (!lines.length) return true;
    return confirm(
      {
        title: words("console.typing_title"),
        lines,
        yes: words("console.go_on"),
        no: words("console.wait"),
      },
      (show) =>
        desk.model.subscribe(() => {
          const now = stillBusy();
          show(now.length ? now : [words("console.typing_none")]);
        }),
    );
  }

  return { draw, open, allDone };
}
