/**
 * What the big screen shows now: one scene at a time, from the format and the
 * board alone. No DOM.
 *
 * @typedef {import("../console/flow.js").Flow} Flow
 * @typedef {import("../console/flow.js").Held} Held
 * @typedef {import("../js/messages").BoardText} BoardText
 * @typedef {import("../js/messages").Chart} Chart
 * @typedef {import("../js/model.js").Model} Model
 * @typedef {{name: "lobby" | "cards" | "calm" | "paused" | "break" | "ended"}
 *   | {name: "vote" | "result", held: Held}
 *   | {name: "text", text: BoardText}
 *   | {name: "chart", chart: Chart}
 *   | {name: "places", placements: import("../js/messages").Placement[]}
 *   | {name: "takings", kind: import("../js/messages").Kind}
 *   | {name: "light", target: string}} Scene
 */

/** @param {Flow} flow @param {Model} model @returns {Scene} */
export function sceneOf(flow, model) {
  const { session, phase } = flow;
  if (session?.status === "ended") return { name: "ended" };
  if (!phase || session?.status === "lobby") return { name: "lobby" };
  if (session?.status === "paused") return { name: "paused" };
  const target = model.get("light")?.target;
  if (target && (model.get("card", target) || model.get("cluster", target))) return { name: "light", target };
  if (phase.pause) return { name: "break" };

  const held = flow.votes().flatMap((vote) => vote.held ?? []);
  const running = held.find(({ round }) => round.status !== "revealed");
  if (running) return { name: "vote", held: running };
  const shown = held.at(-1);
  const chart = shown && flow.chartOf(shown.poll);
  if (chart && model.get("chart", chart.id)) return { name: "chart", chart };
  if (shown) return { name: "result", held: shown };

  const placements = flow.placements();
  if (placements.length) return { name: "places", placements };
  const taken = flow.taken();
  if (taken) return { name: "takings", kind: taken };

  const text = flow.texts()[0];
  if (text) return { name: "text", text };
  if (flow.zones().some((zone) => zone.shown)) return { name: "cards" };
  // Where something is asked, that is what the screen is for; how to come in stands small in its corner.
  return { name: session?.joining && !phase.steps.length ? "lobby" : "calm" };
}
