/**
 * The phone: ties page, line and screens together. The page came drawn; from here
 * on it follows the session.
 *
 * @typedef {import("./page.js").Boot} Boot
 */

import { connect, watchPage } from "../js/connection.js";
import { fill, find, set } from "../js/dom.js";
import { chooseLook, createLooks, drawLooks, layOnPage, lookStorage } from "../js/looks.js";
import { drawTimer, drawTrack } from "../js/pieces.js";
import { drawPinned } from "../js/pinned.js";
import { ticking, timeLeft } from "../js/timer.js";
import { createAlong } from "./along.js";
import { createBoard } from "./board.js";
import { createCalm } from "./calm.js";
import { createHelp } from "./help.js";
import { createKept } from "./kept.js";
import { isUnclear } from "./unclear.js";
import { createListening } from "./listen.js";
import { createNews } from "./news.js";
import { createNow } from "./now.js";
import { createPage } from "./page.js";
import { createShared } from "./shared.js";

/** The seat of this page may have gone to another device. */
const NOT_HERE = 4501;
/** Blinks of the line shorter than this are nobody's business. */
const BLINK = 2500;

/** @type {Boot} */
const boot = JSON.parse(find(document, "#boot").textContent || "{}");
const page = createPage(boot);
const { here, model, outbox, words } = page;
const listening = createListening(words);
const now = createNow(page, find(document, "#now"));
const board = createBoard(page, find(document, "#tab-board"));
const help = createHelp(page, find(document, "#tab-help"));
const kept = createKept(page, find(document, "#kept"));
const news = createNews(page);
const calm = createCalm(page);
const along = createAlong(page, find(document, "#along"));
const shared = createShared(page, document.getElementById("shared"));
const looks = createLooks(lookStorage(!boot.grant), "page", layOnPage);

let tab = "now";

const connection = connect({
  grant: boot.grant,
  getPosition: () => model.position,
  onFrame(frame) {
    if (frame.t === "ack" || frame.t === "no") outbox.onFrame(frame);
    else if (model.apply(frame) === "gap") connection.look();
  },
  onState(state, code) {
    // The server says on a page why this seat is no longer here, and what one can do.
    if (state === "closed" && code === NOT_HERE && page.once("moved")) window.location.reload();
    if (state === "open") {
      here.tell();
      outbox.flush();
    } else {
      outbox.lost();
    }
    lineIs(state, code);
    page.redraw();
  },
});
page.setLine(connection);
watchPage(connection, () => here.tell());
window.addEventListener("pagehide", () => {
  now.leave();
  outbox.leave();
});
// A page brought back from the browser's memory goes on where it was; `watchPage` sees to its line.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  outbox.back();
  page.drafts.refresh();
  page.redraw();
});
page.storage.ready.then((found) => {
  if (!found) return;
  page.drafts.refresh();
  now.anew();
  page.redraw();
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let blink;
let line = { state: "connecting", code: 0 };
/** It was away so long that it is said. */
let lost = false;

/** @param {string} state @param {number} code */
function lineIs(state, code) {
  line = { state, code };
  clearTimeout(blink);
  if (state === "open" && lost) page.announcer.say(words("phone.line_back"));
  if (state === "open") lost = false;
  else if (state === "closed" || lost) lost = true;
  else blink = setTimeout(sayLost, navigator.onLine ? BLINK : 0);
}

function sayLost() {
  lost = true;
  drawLine();
}

/** One thin line: that there is no connection, or that nothing is kept here. */
function drawLine() {
  const key = lineKey();
  const element = find(document, "#line");
  const text = key ? words(key) : "";
  // It is read aloud when it changes, and then alone.
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !key;
}

function lineKey() {
  if (line.state === "closed") return closedKey(line.code);
  if (!page.storage.keeps && boot.grant) return lost ? "phone.line_lost_unkept" : "phone.unkept";
  if (!lost) return "";
  const waits = outbox.entries().some((entry) => entry.state === "sending");
  return waits ? "phone.line_lost_kept" : "phone.line_lost";
}

/** @param {number} code */
function closedKey(code) {
  return code === 4501 || code === 4504 ? "phone.line_not_allowed" : "phone.line_old";
}

function draw() {
  const focused = document.activeElement;
  here.atVisit(page.visit());
  drawPinned(find(document, "#pinned"), page);
  along.draw(looks.now.along);
  now.draw();
  kept.draw();
  if (tab === "board") board.draw();
  if (tab === "help") {
    help.draw();
    drawLooks(find(document, "#tab-help"), looks);
  }
  drawLine();
  drawTop();
  drawSignals();
  calm.draw(find(document, "#tab-" + tab), looks.now.calm);
  listening.draw();
  news.draw();
  shared.draw();
  keepFocus(focused);
}

/** What was focused may be gone, out of sight or not to be used now: the title takes over. @param {Element | null} was */
function keepFocus(was) {
  if (!(was instanceof HTMLElement) || was === document.body) return;
  if (was.isConnected && was.offsetParent !== null && !was.matches(":disabled")) return;
  if (document.activeElement !== was && document.activeElement !== document.body) return;
  const title = find(document, "#tab-" + tab).querySelector("h1");
  if (title) title.focus({ preventScroll: true });
}

function drawTop() {
  const open = model.get("phase");
  const timer = find(document, "#timer");
  const status = page.status();
  timer.hidden = !open || status === "lobby" || status === "ended";
  if (!open) return;
  if (!timer.hidden) {
    const piece = find(timer, ".timer");
    drawTimer(piece, words, timeLeft(open, status, model.now()));
  }
  drawTrack(find(document, ".track"), page.format, open.id, open.visited);
}

function drawSignals() {
  const signals = find(document, "#signals");
  const phase = page.phase();
  signals.hidden = page.status() !== "live" || !phase || phase.pause || !phase.steps.length;
  set(find(signals, "[data-do=busy]"), "aria-pressed", String(here.said.busy));
  const unclear = isUnclear(page);
  const button = find(document, "#unclear");
  button.hidden = signals.hidden;
  set(button, "aria-pressed", String(unclear));
  // Right above the button that was pressed, wherever on the page one is.
  const told = !signals.hidden && (here.said.busy || unclear);
  set(document.body, "data-told", told);
  fill(find(document, "#tabs"), { told: told ? words("phone.signal_told") : null });
}

/** @param {"now" | "board" | "help"} to @param {boolean} [focus] */
function show(to, focus) {
  if (to === tab && !focus) return;
  const whole = to === "board";
  if (whole !== (tab === "board")) connection.look(whole ? "whole" : "");
  tab = to;
  listening.stop();
  set(document.body, "data-tab", to);
  for (const part of Array.from(document.querySelectorAll(".tab"))) {
    /** @type {HTMLElement} */ (part).hidden = part.getAttribute("data-tab") !== to;
  }
  for (const link of Array.from(document.querySelectorAll("#tabs a"))) {
    set(link, "aria-current", link.getAttribute("data-to") === to ? "page" : null);
  }
  draw();
  window.scrollTo(0, 0);
  if (focus) {
    const title = find(document, "#tab-" + to).querySelector("h1");
    if (title) title.focus();
  }
}

/** @type {{[name: string]: (button: HTMLElement) => void}} */
const actions = {
  tab: (link) => show(/** @type {"now"} */ (link.getAttribute("data-to") || "now"), true),
  listen: (button) => listening.screen(button),
  "listen-one": (button) => listening.one(button),
  look(button) {
    chooseLook(looks, button);
    page.redraw();
  },
  pass: () => shared.pass(),
  "new-step": () => {
    show("now");
    now.goToNewStep();
  },
  "change-place": () => {
    show("help", true);
    find(document, "#place").focus();
  },
  busy() {
    here.toggle();
    page.redraw();
  },
  unclear() {
    page.send({ type: "SayUnclear", unclear: !isUnclear(page) });
    page.redraw();
  },
};

document.addEventListener("click", (event) => {
  const from = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (!(from instanceof HTMLElement) || from instanceof HTMLFormElement) return;
  const name = from.getAttribute("data-do") || "";
  if (name === "submit") return;
  if (from instanceof HTMLAnchorElement) event.preventDefault();
  if (from.getAttribute("aria-disabled") === "true") return;
  const action = actions[name];
  if (action) action(from);
  else if (from.closest("#kept")) kept.act(name, from);
  else if (tab === "board") board.act(name, from);
  else if (tab === "help") help.act(name, from);
  else now.act(name, from);
});

// Another language is another page: it begins at the part that was open here.
for (const link of Array.from(document.querySelectorAll("a[hreflang]"))) {
  link.addEventListener("click", () => (/** @type {HTMLAnchorElement} */ (link).hash = tab));
}
const came = window.location.hash.slice(1);

page.onDraw(draw);
draw();
if (came === "board" || came === "help") show(came);
find(document, "#tabs").hidden = false;
set(document.body, "data-ready", true);
ticking(() => {
  drawTop();
  const phase = page.phase();
  if (phase && phase.pause) now.draw();
});
