/**
 * The time left in a phase, by the server's clock. It helps, it never locks:
 * people see minutes, not seconds, and going over closes nothing.
 *
 * @typedef {import("./messages").PhaseEntity} PhaseEntity
 * @typedef {{minutes: number, share: number, state: "running" | "last" | "over" | "paused"}} Left
 */

const MINUTE = 60000;

/**
 * `minutes` counts up to whole ones, so that 1 means "the last minute";
 * `share` is the part gone by, 0 to 1.
 *
 * @param {PhaseEntity} phase
 * @param {string} status
 * @param {number} now
 * @returns {Left}
 */
export function timeLeft(phase, status, now) {
  const paused = status === "paused" || !phase.ends_at;
  const left = paused ? phase.left : phase.ends_at - now;
  const whole = Math.max(phase.minutes * MINUTE, 1);
  const minutes = Math.max(0, Math.ceil(left / MINUTE));
  const share = Math.min(1, Math.max(0, 1 - left / whole));
  if (paused) return { minutes, share, state: "paused" };
  return { minutes, share, state: left <= 0 ? "over" : left <= MINUTE ? "last" : "running" };
}

/**
 * Calls `draw` now and every few seconds while the page is looked at.
 *
 * @param {() => void} draw
 * @param {number} [every] in ms
 * @returns {() => void} stops it
 */
export function ticking(draw, every) {
  const beat = setInterval(() => {
    if (!document.hidden) draw();
  }, every || 5000);
  const seen = () => {
    if (!document.hidden) draw();
  };
  document.addEventListener("visibilitychange", seen);
  draw();
  return () => {
    clearInterval(beat);
    document.removeEventListener("visibilitychange", seen);
  };
}
