/**
 * The console: ties the parts together and draws them again when the board, the
 * names or the counts change.
 *
 * @typedef {import("../js/messages").Phase} Phase
 */

import { createAnnouncer } from "../js/announce.js";
import { fill, find, set } from "../js/dom.js";
import { createOutbox } from "../js/outbox.js";
import { titleOf } from "../js/pieces.js";
import { drawPinned } from "../js/pinned.js";
import { stepOf } from "../js/reading.js";
import { createActs } from "./acts.js";
import { createBoard } from "./board.js";
import { TITLE, createChoice } from "./choice.js";
import { createClaims } from "./claims.js";
import { createFinished } from "./finished.js";
import { createFlow } from "./flow.js";
import { createHealth } from "./health.js";
import { createLead } from "./lead.js";
import { createNext } from "./next.js";
import { createNow } from "./now.js";
import { createPage, painter, readBoot } from "./page.js";
import { createPaper } from "./paper.js";
import { createPlaces } from "./places.js";
import { createPrepare } from "./prepare.js";
import { createRoom } from "./room.js";
import { createScreenLook } from "./screenlook.js";
import { createSteps } from "./steps.js";
import { storage } from "./storage.js";
import { createTexts } from "./texts.js";
import { createToasts } from "./toasts.js";
import { createSignals } from "./signals.js";
import { createVoices } from "./voices.js";
import { createVotes } from "./votes.js";

/** Blinks of the line shorter than this are nobody's business. */
const PATIENCE = 2500;

const top = find(document, ".top");
const boot = readBoot();
const page = createPage(boot, {
  onAnswer: (frame) => outbox.onFrame(frame),
  onState: lineChanged,
});
const { model, words, connection, format } = page;
const flow = createFlow(model, format);
const announcer = createAnnouncer(find(document, "#announcer"), words);
const toasts = createToasts(find(document, "#toasts"), announcer);
const outbox = createOutbox(storage, "console:" + boot.grant, {
  send: (frame) => connection.send(frame),
  onLate: () => connection.doubt(),
  ready: storage.ready,
});
const soon = painter(draw);
const acts = createActs({ outbox, flow, reached: () => model.position.seq, words, format, toasts, onChange: soon });

const desk = {
  ...page,
  flow,
  acts,
  toasts,
  announcer,
  draw,
  /** The ids of chosen cards and bundles. @type {Set<string>} */
  chosen: new Set(),
  /** Cards and bundles in an open vote. @type {Set<string>} */
  locked: new Set(),
  /** There is a text on the board. */
  writing: false,

  /** @param {string} id @param {boolean} on */
  choose(id, on) {
    if (on) desk.chosen.add(id);
    else desk.chosen.delete(id);
    draw();
  },
  clear() {
    desk.chosen.clear();
    draw();
  },
  /** Brings a part of the page forward where they do not stand side by side. @param {string} tab */
  show(tab) {
    document.body.dataset.tab = tab;
    for (const button of document.querySelectorAll(".tabs [data-tab]")) {
      set(button, "aria-current", button.getAttribute("data-tab") === tab ? "true" : null);
    }
    window.scrollTo(0, 0);
  },
  /** @param {string} id */
  shortTitle(id) {
    const text = titleOf(model, id);
    return text.length <= TITLE ? text : text.slice(0, TITLE - 1).replace(/\s+\S*$/, "") + "…";
  },
  /** @param {string} id */
  visible: (id) => model.get("card", id)?.hidden === null,
  /** @param {string} zone */
  async unveil(zone) {
    const answer = await acts.perform({ type: "UnveilCards", zone });
    if (answer.ok) flow.didUnveil(zone);
    draw();
  },
  /** What was sent may still wait on the phones. */
  waiting: () => health.waiting(),
  openPhase: (/** @type {Phase} */ phase) => steps.open(phase),
  allDone: () => steps.allDone(),
  mergeNow: (/** @type {string[]} */ cards) => choice.mergeNow(cards),
  writeText: (/** @type {string} */ text) => texts.edit(text),
  writeForSomeone: () => paper.open(),
  eraseCard: (/** @type {string} */ card) => choice.erase(card),
  addOrganisations: () => room.addOrganisations(),
  endSession: () => room.end(),
  reopenSession: () => room.reopen(),
};

/** @typedef {typeof desk} Desk */

const health = createHealth(desk);
const steps = createSteps(desk);
const texts = createTexts(desk);
const board = createBoard(desk);
const choice = createChoice(desk);
const votes = createVotes(desk);
const claims = createClaims(desk);
const now = createNow(desk);
const signals = createSignals(desk);
const voices = createVoices(desk);
const next = createNext(desk);
const room = createRoom(desk);
const places = createPlaces(desk);
const lead = createLead(desk);
const paper = createPaper(desk);
const prepare = createPrepare(desk);
const finished = createFinished(desk);

let title = "";
/** The visit in which cards were chosen. */
let visit = flow.visit;
function draw() {
  desk.locked = new Set(
    flow.openRounds().flatMap(({ round }) =>
      round.questions.flatMap((question) => question.options.flatMap((option) => [option.id, ...option.cards])),
    ),
  );
  drawPinned(find(document, "#pinned"), page);
  // Another step asks something of other cards.
  if (flow.visit !== visit) desk.chosen.clear();
  visit = flow.visit;
  const { phase, session } = flow;
  document.body.dataset.status = session?.status ?? "";
  const where = session?.status === "ended" ? words("console.ended") : phase?.title ?? words("console.not_begun");
  const { step: n, of } = phase && session?.status !== "ended" ? stepOf(format, phase) : { step: 0, of: 0 };
  const step = n ? " · " + words("console.step_number", { n, total: of }) : "";
  const asked = session?.status === "ended" ? null : phase?.question ?? null;
  fill(top, { where: (session?.title ?? "") + step, phase: where, question: asked });
  find(top, ".top-question").hidden = !asked;
  if (title && where !== title) announcer.say(where);
  title = where;
  for (const part of [health, steps, texts, board, choice, votes, claims, places, now, signals, voices, next, room, lead, paper, prepare, finished]) part.draw();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let worry;
/** @param {import("./page.js").State} state @param {number} code */
function lineChanged(state, code) {
  clearTimeout(worry);
  if (state === "open") {
    if (!find(top, "[data-slot=offline]").hidden) announcer.say(words("console.back"));
    fill(top, { offline: null });
    outbox.flush();
    return;
  }
  outbox.lost();
  const text = words(state !== "closed" ? "console.offline" : code === 4526 ? "console.old" : "console.gone");
  worry = setTimeout(
    () => {
      fill(top, { offline: text });
      announcer.say(text);
    },
    state === "closed" ? 0 : PATIENCE,
  );
}

for (const button of document.querySelectorAll(".tabs [data-tab]")) {
  button.addEventListener("click", () => desk.show(button.getAttribute("data-tab") ?? "now"));
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && desk.chosen.size && !document.querySelector("dialog[open]")) desk.clear();
});
createScreenLook(find(document, ".screen-look"));
window.addEventListener("pagehide", () => outbox.leave());
model.subscribe(soon);
desk.show("now");
draw();
// Who writes for others came for that.
if (boot.kind === "scribe" && flow.session?.status === "live") paper.open();
