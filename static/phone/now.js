/**
 * "Nu": shows the one thing to do. It follows the session, but never under the
 * thumb: who is writing, or asked for time, keeps the screen, with a word that
 * there is a new step.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Screen} Screen
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./stops.js").Stop} Stop
 * @typedef {{key: string, visit: number, make: () => Screen}} Scene
 */

import { fill, find } from "../js/dom.js";
import { byId, thingsIn } from "../js/reading.js";
import { makeClaim } from "./claim.js";
import { makeAdopt, makeGroup } from "./lists.js";
import { makeBreak, makeEnded, makeIdle, makeLobby, makePaused } from "./messages.js";
import { makePlace } from "./place.js";
import { makePost } from "./post.js";
import { makeRead } from "./read.js";
import { makeRoles } from "./roles.js";
import { beside, stopAt, stopsOf } from "./stops.js";
import { createThumb } from "./thumb.js";
import { makeVote, partsOfVote, voteKey } from "./vote.js";

/** @param {Page} page @param {HTMLElement} root */
export function createNow(page, root) {
  const bar = find(document, "#new-step");
  let at = { visit: -1, index: 0, part: 0 };
  /** @type {{scene: Scene, screen: Screen} | null} */
  let shown = null;
  /** The last visit in which this part of the page was looked at. */
  let seen = page.visit();

  const thumb = createThumb(page.redraw);
  /** Held back for a finger alone, which is not worth a word. */
  let brief = false;

  /** @param {import("../js/messages").Phase} phase */
  function stops(phase) {
    return stopsOf(phase, (step) => {
      if (step.action === "vote") return Math.max(1, partsOfVote(page, step));
      return step.action === "read" && isBare(step) ? 0 : 1;
    });
  }

  /**
   * What earlier sessions gave is no screen of its own where they gave nothing;
   * a text that is written here is waited for.
   *
   * @param {import("../js/messages").Step} step
   */
  function isBare(step) {
    if (step.zone) return !thingsIn(page.model, step.zone).length;
    const text = byId(page.format.texts, step.text);
    const held = step.text ? page.model.get("text", step.text) : null;
    return text !== null && !text.written && !(held && held.lines.length);
  }

  /** The stop this person is at, remembered through a reload. @param {import("../js/messages").Phase} phase */
  function place(phase) {
    const visit = page.visit();
    if (at.visit !== visit) {
      const [where, index, part] = page.drafts.mark("at").split(":").map(Number);
      at = { visit, index: 0, part: 0 };
      if (where === visit) at = { visit, index: index || 0, part: part || 0 };
    }
    const all = stops(phase);
    return { stops: all, stop: stopAt(all, at) };
  }

  /** @param {1 | -1} by */
  function go(by) {
    const phase = page.phase();
    if (!phase) return;
    const here = place(phase);
    const next = here.stop && beside(here.stops, here.stop, by);
    if (!next) return;
    at = { visit: page.visit(), index: next.index, part: next.part };
    page.drafts.setMark("at", [at.visit, at.index, at.part].join(":"));
    draw();
    find(root, "h1").focus();
    window.scrollTo(0, 0);
    page.redraw();
  }

  /** @returns {Scene} */
  function wanted() {
    const visit = page.visit();
    const phase = page.phase();
    const status = page.status();
    if (status === "ended") return { key: "ended", visit, make: () => makeEnded(page) };
    if (status === "lobby" || !phase) return { key: "lobby", visit, make: () => makeLobby(page) };
    if (status === "paused") return { key: "paused", visit, make: () => makePaused(page) };
    if (phase.pause) return { key: "break:" + visit, visit, make: () => makeBreak(page) };
    const { stop } = place(phase);
    if (!stop) return { key: "idle:" + visit, visit, make: () => makeIdle(page) };
    const more = stop.step.action === "vote" ? voteKey(page, stop.step) : "";
    return { key: [visit, stop.key, more].join(":"), visit, make: () => makeStop(stop) };
  }

  /** @param {Stop} stop @returns {Screen} */
  function makeStop(stop) {
    const visit = page.visit();
    /** Read anew at each draw: a round that opens adds stops. @returns {Place} */
    const where = () => {
      const phase = page.phase();
      const all = phase && page.visit() === visit ? stops(phase) : [stop];
      return { stop, stops: all, go };
    };
    switch (stop.step.action) {
      case "read":
        return makeRead(page, where);
      case "post":
        return makePost(page, where, visit);
      case "adopt":
        return makeAdopt(page, where);
      case "group":
        return makeGroup(page, where);
      case "vote":
        return makeVote(page, where);
      case "claim":
        return stop.step.kind ? makeRoles(page, where) : makeClaim(page, where);
      case "place":
        return makePlace(page, where);
    }
  }

  function draw() {
    const scene = wanted();
    brief = false;
    if (!shown) mount(scene);
    else if (shown.scene.key !== scene.key) change(shown, scene);
    if (shown) shown.screen.draw();
    drawBar(scene);
  }

  /** @param {{scene: Scene, screen: Screen}} was @param {Scene} scene */
  function change(was, scene) {
    const moved = was.scene.visit !== scene.visit;
    const holds = page.here.waits() || (was.screen.writing && was.screen.writing());
    if ((moved || isAway(scene)) && holds) return;
    // Nobody's tap may land on what was not there when the finger came down.
    brief = moved && inSight() && thumb.down();
    if (brief || (moved && inSight() && thumb.reads())) return;
    const focused = root.contains(document.activeElement);
    const screen = mount(scene);
    screen.draw();
    if ((moved || isAway(scene)) && inSight()) window.scrollTo(0, 0);
    if (focused) find(root, "h1").focus();
    if (moved) page.announcer.say(page.words("phone.new_step") + " " + find(root, "h1").textContent);
  }

  /** Else another part of the page is, which keeps its place. */
  function inSight() {
    return root.offsetParent !== null;
  }

  /** Paused, over, or not begun: there is no step to go to. @param {Scene} scene */
  function isAway(scene) {
    return scene.key === "paused" || scene.key === "ended" || scene.key === "lobby";
  }

  /** @param {Scene} scene */
  function mount(scene) {
    if (shown && shown.screen.leave) shown.screen.leave();
    const screen = scene.make();
    while (root.firstChild) root.removeChild(root.firstChild);
    root.appendChild(screen.element);
    shown = { scene, screen };
    return screen;
  }

  /** @param {Scene} scene */
  function drawBar(scene) {
    if (inSight()) seen = scene.visit;
    const left = shown !== null && shown.scene.key !== scene.key && !brief;
    const held = left || seen !== scene.visit;
    const text = page.words(isAway(scene) ? "phone.held_" + scene.key : "phone.new_step");
    if (bar.hidden === held) {
      fill(bar, { text });
      bar.hidden = !held;
    }
  }

  return {
    draw,
    /** What is kept on this device was found after this was drawn. */
    anew() {
      if (shown && !(shown.screen.writing && shown.screen.writing())) mount(shown.scene);
    },
    /** The page goes: what is being changed is kept, as by another step. */
    leave() {
      if (shown && shown.screen.leave) shown.screen.leave();
    },
    /** The person goes to the new step; what was typed stays in its draft. */
    goToNewStep() {
      page.here.typed();
      page.here.movedOn();
      mount(wanted());
      draw();
      find(root, "h1").focus();
      window.scrollTo(0, 0);
      // What is left behind shows among what is not on the board yet.
      page.redraw();
    },
    /** @param {string} name @param {HTMLElement} button */
    act(name, button) {
      if (name === "next") return go(1);
      if (name === "prev") return go(-1);
      const action = shown && shown.screen.actions && shown.screen.actions[name];
      if (action) action(button);
    },
  };
}

/** @typedef {ReturnType<typeof createNow>} Now */
