/**
 * The big screen: one scene at a time, drawn again when the board, the counts
 * or the clock change. It asks nothing of the board; it only looks.
 *
 * @typedef {import("./scenes.js").Scene} Scene
 */

import { createFlow } from "../console/flow.js";
import { createPage, painter, readBoot } from "../console/page.js";
import { createAnnouncer } from "../js/announce.js";
import { clone, fill, find, keyed, set } from "../js/dom.js";
import { chooseLook, createLooks, drawLooks, layOnPage, lookStorage } from "../js/looks.js";
import { drawLines } from "../js/pieces.js";
import { pinnedOf } from "../js/pinned.js";
import { restsOn, stepOf, written } from "../js/reading.js";
import { ticking, timeLeft } from "../js/timer.js";
import { createChart } from "./chart.js";
import { createTurner } from "./pager.js";
import { createPictures } from "./pictures.js";
import { createPlacing, createTakings } from "./places.js";
import { createResult } from "./results.js";
import { sceneOf } from "./scenes.js";
import { createVote } from "./votes.js";
import { createCards } from "./wall.js";

/** The time of the record, also on a laptop that comes from elsewhere. */
const ZONE = "Europe/Brussels";
/** Cards that come at once are put up together, so that people can read. */
const PACE = 900;
const PATIENCE = 4000;
const MOST_INSIDE = 6;

const offline = find(document, "[data-slot=offline]");
const page = createPage(readBoot(), { onState: lineChanged });
const { boot, words, model, format } = page;
const flow = createFlow(model, format);
const turner = createTurner(draw);
const announcer = createAnnouncer(find(document, "#announcer"), words);
const pictures = createPictures(boot, model, soon);
const wall = { ...page, flow, turner, pictures };

/** @typedef {typeof wall} Wall */

const cards = createCards(wall);
const vote = createVote(wall);
const result = createResult(wall);
const placing = createPlacing(wall);
const chart = createChart(wall);
const takings = createTakings(wall);
const head = find(document, ".head");
const foot = find(document, ".foot");
const scenes = Array.from(document.querySelectorAll(".scene > [data-scene]"));
/** Scenes that share a part of the page. @type {{[name: string]: string}} */
const PART = { paused: "calm", break: "calm", ended: "calm" };

/** @param {string} name */
const part = (name) => find(document, `.scene > [data-scene=${PART[name] ?? name}]`);

let shown = "";
/** The placement in sight: its question stands above. @type {import("../js/messages").Placement | null} */
let placed = null;
function draw() {
  const scene = sceneOf(flow, model);
  document.body.dataset.scene = scene.name;
  for (const element of scenes) {
    /** @type {HTMLElement} */ (element).hidden = element.getAttribute("data-scene") !== (PART[scene.name] ?? scene.name);
  }
  drawHead(scene);
  drawClock();
  const elsewhere = drawScene(scene);
  drawPinned(scene);
  drawTally(scene, elsewhere);
  const title = find(head, "[data-slot=title]").textContent ?? "";
  if (shown && shown !== title) announcer.say(title);
  shown = title;
  // With large letters a scene may be longer than the screen; then keys reach all of it.
  const large = document.documentElement.dataset.letters === "large";
  for (const element of scenes) set(element, "tabindex", large && element.scrollHeight > element.clientHeight ? 0 : null);
}

/** @param {Scene} scene @returns {number} how many things are on other pages */
function drawScene(scene) {
  if (scene.name === "cards") return cards.draw();
  if (scene.name === "result") return result.draw(scene.held);
  if (scene.name === "vote") return vote.draw(scene.held);
  if (scene.name === "chart") return chart.draw(scene.chart);
  if (scene.name === "takings") return takings.draw(scene.kind);
  if (scene.name === "places") {
    placed = placing.draw(scene.placements);
    // Which of them is in its turn is known now.
    drawHead(scene);
    return 0;
  }
  turner.page(scene.name, 1);
  const root = part(scene.name);
  switch (scene.name) {
    case "lobby":
      fill(root, { join: flow.session?.joining ?? false, type: words("screen.join_type", { address: address() }), code: boot.code });
      break;
    case "text": {
      const lines = flow.lines(scene.text.id);
      fill(root, { nothing: lines.length ? null : words("screen.text_empty"), rests: restsOn(model, scene.text.id, words) });
      drawLines(find(root, ".lines"), words, lines);
      break;
    }
    case "light":
      drawLight(root, scene.target);
      break;
    default:
      fill(root, { text: calmText(scene), rest: scene.name === "break" || scene.name === "paused", over: scene.name === "ended" });
      drawLines(find(root, ".lines"), words, scene.name === "ended" ? format.closing : []);
  }
  return 0;
}

/** One quiet line: what stays in sight the whole session. @param {Scene} scene */
function drawPinned(scene) {
  const own = scene.name === "text" ? scene.text.id : "";
  const texts = flow.open && flow.session?.status !== "ended" ? pinnedOf(format, model).filter(({ id }) => id !== own) : [];
  const said = texts.map(({ title, text }) => `${title} (${words("common.version", { n: text.version })}): ${text.lines.filter(Boolean).join(" · ")}`);
  fill(find(document, ".under"), { pinned: said.join(" — ") || null });
}

/** @param {HTMLElement} root @param {string} target */
function drawLight(root, target) {
  const cluster = model.get("cluster", target);
  const card = model.get("card", target);
  const inside = cluster ? flow.inside(cluster) : [];
  const more = inside.length - MOST_INSIDE;
  const text = card?.text ?? "";
  root.dataset.length = text.length > 160 ? "long" : text.length > 70 ? "middle" : "short";
  fill(root, { title: cluster?.title ?? null, text: card && text ? written(card) : null, more: more > 0 ? words.count("screen.more", more) : null });
  keyed(find(root, "[data-list=cards]"), inside.slice(0, MOST_INSIDE), ([id]) => id, () => clone("t-inside"), (row, [, one]) =>
    fill(row, { text: written(one) ?? words("common.erased") }),
  );
}

/** @param {Scene} scene */
function calmText(scene) {
  if (scene.name === "paused") return words("screen.paused_text");
  if (scene.name === "ended") return words("screen.closing");
  if (scene.name === "calm" && flow.phase?.steps.length) return words("screen.on_phone");
  if (scene.name !== "break" || !flow.open?.ends_at) return null;
  const time = new Date(flow.open.ends_at).toLocaleTimeString(words.language, { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
  return words("screen.break_until", { time });
}

/** @param {Scene} scene */
function drawHead(scene) {
  const { phase, session } = flow;
  const { step } = phase ? stepOf(format, phase) : { step: 0 };
  const over = step ? words("screen.step", { short: format.short, n: step }) : session?.title ?? format.short;
  /** @type {{[name: string]: {over?: string, title?: string, help?: string | null}}} */
  const own = {
    ended: { title: words("screen.ended"), over: session?.title ?? "" },
    paused: { title: words("screen.paused") },
    break: { title: phase?.title ?? "" },
  };
  const said = own[scene.name] ?? {};
  let title = said.title ?? phase?.question ?? words("screen.welcome");
  let help = said.title ? null : phase?.help ?? null;
  let above = said.over ?? over;
  if (scene.name === "vote" || scene.name === "result") {
    const { round, poll } = scene.held;
    title = poll.question;
    help = null;
    if (scene.name === "vote") above = words(round.status === "open" ? "screen.voting" : "screen.closed");
    if (scene.name === "vote" && round.organisations) above += " · " + words("screen.voting_organisations");
    if (round.dots && round.status === "open") above += " · " + words.count("screen.voting_dots", round.dots);
    if (scene.name === "result") above = resultOver(scene.held);
  }
  if (scene.name === "chart") {
    title = scene.chart.title;
    help = null;
    above = words("screen.result");
  }
  if (scene.name === "light") help = null;
  if (scene.name === "places" && placed) {
    title = placed.question;
    help = placed.help;
  }
  if (phase?.mode === "groups" && scene.name === "cards" && flow.open?.groups) help = words("screen.groups");
  fill(head, {
    over: above,
    title,
    help,
    corner: Boolean(session?.joining) && scene.name !== "lobby" && session?.status !== "ended",
    code: boot.code,
    address: address(),
  });
}

/** "Uitslag · 26 mensen stemden, elk 3 stippen". @param {import("../console/flow.js").Held} held */
function resultOver({ round }) {
  const who = round.organisations ? "screen.result_organisations" : "screen.result_voters";
  const facts = [words.count(who, round.voters)];
  if (round.method === "ranking") facts.push(words("screen.result_ranking"));
  if (round.dots) facts.push(words("screen.result_each", { n: round.dots }));
  if (round.times > 1) facts.push(words("screen.result_times", { n: round.times }));
  return words("screen.result") + " · " + facts.join(", ");
}

function drawClock() {
  const { open, session, phase } = flow;
  const running = open && session?.status === "live" && phase;
  fill(foot, { clock: Boolean(running) });
  if (!running) return;
  const left = timeLeft(open, session.status, model.now());
  const texts = { last: "last", over: "over", paused: "paused" };
  const text = left.state === "running" ? words.count("screen.left", left.minutes) : words("screen." + texts[left.state]);
  fill(foot, { left: text });
  set(find(foot, "rect.share"), "width", Math.round(left.share * 1000) / 10);
}

/** @param {Scene} scene @param {number} elsewhere */
function drawTally(scene, elsewhere) {
  const facts = [];
  const begun = flow.session?.status !== "ended";
  if (begun) facts.push(words.count("screen.here", flow.session?.seats ?? 0));
  if (scene.name === "lobby" && flow.session?.organisations) {
    facts.push(words.count("screen.organisations", flow.session.organisations));
  }
  if (scene.name === "cards") {
    const zones = flow.zones().filter((zone) => zone.shown && !zone.parking);
    const n = zones.reduce((sum, zone) => sum + flow.cards(zone.id).length, 0);
    if (n) facts.push(words.count("screen.cards", n));
    if (elsewhere) facts.push(words("screen.elsewhere", { n: elsewhere }));
  }
  if (scene.name === "result" || scene.name === "chart") facts.push(words("screen.in_record"));
  const pages = turner.of;
  const at = turner.page(turner.what, pages);
  fill(foot, {
    tally: facts.join(" · "),
    turns: pages > 1,
    turn: pages > 1 ? words("screen.page", { n: at + 1, total: pages }) + " ›" : null,
  });
}

/** What people type who do not scan; there they are asked for the code. */
function address() {
  return new URL(boot.links.join ?? location.href).host + "/j";
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let worry;
/** @param {import("../console/page.js").State} state @param {number} code */
function lineChanged(state, code) {
  clearTimeout(worry);
  if (state === "open") {
    offline.hidden = true;
    return;
  }
  const key = state !== "closed" ? "offline" : code === 4526 ? "old" : "gone";
  worry = setTimeout(() => {
    offline.hidden = false;
    offline.textContent = words("screen." + key);
  }, state === "closed" ? 0 : PATIENCE);
}

/** Where cards went, shown by the browser itself if it can and people like it. */
let bundled = "";
function change() {
  const now = JSON.stringify(model.all("cluster").map(([id, cluster]) => [id, cluster.cards]));
  const moved = bundled && now !== bundled;
  bundled = now;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (moved && !calm && "startViewTransition" in document) glide();
  else draw();
}
/** A way there that is cut short, by the next one or by a page out of sight, is no fault: the cards stand where they belong. */
function glide() {
  const { ready, finished } = document.startViewTransition(draw);
  for (const way of [ready, finished]) way.catch(() => {});
}

let drawn = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let later;
const paint = painter(() => {
  clearTimeout(later);
  const wait = drawn + PACE - Date.now();
  if (wait > 0 && document.body.dataset.scene === "cards" && sceneOf(flow, model).name === "cards") {
    later = setTimeout(soon, wait);
    return;
  }
  drawn = Date.now();
  change();
});
function soon() {
  paint();
}

/** Larger or smaller letters, with + and −; 0 is the usual size again. */
const SIZES = { "+": 0.1, "=": 0.1, "-": -0.1, 0: 0 };
const looks = createLooks(lookStorage(!boot.grant), "screen", (look) => {
  layOnPage(look);
  soon();
});
const chooser = /** @type {HTMLDialogElement} */ (find(document, "dialog.looks"));
chooser.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-look]") : null;
  if (button) chooseLook(looks, button);
  drawLooks(chooser, looks);
});
find(foot, "[data-do=looks]").addEventListener("click", () => {
  drawLooks(chooser, looks);
  chooser.showModal();
});
find(chooser, "[data-do=looks-close]").addEventListener("click", () => chooser.close());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || !Object.hasOwn(SIZES, event.key)) return;
  const by = SIZES[/** @type {keyof typeof SIZES} */ (event.key)];
  looks.change({ size: by ? Math.min(2, Math.max(1, looks.now.size + by)) : 1 });
});
window.addEventListener("storage", soon);

find(foot, "[data-do=turn]").addEventListener("click", () => turner.byHand(1));
model.subscribe(soon);
window.addEventListener("resize", soon);
change();
ticking(drawClock, 5000);
