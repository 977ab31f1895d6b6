/**
 * Where the session stands and what comes next: the format and the view read
 * together. No DOM; the console and the big screen both look through this.
 *
 * Nothing here knows a phase, zone or poll by name: all of it follows from the
 * steps a format gives its phases and from the rounds that were held.
 *
 * @typedef {import("../js/model.js").Model} Model
 * @typedef {import("../js/messages").CardEntity} CardEntity
 * @typedef {import("../js/messages").ClusterEntity} ClusterEntity
 * @typedef {import("../js/messages").RoundEntity} RoundEntity
 * @typedef {import("../js/messages").Format} Format
 * @typedef {import("../js/messages").Zone} Zone
 * @typedef {import("../js/messages").Kind} Kind
 * @typedef {import("../js/messages").BoardText} BoardText
 * @typedef {import("../js/messages").Poll} Poll
 * @typedef {import("../js/messages").Phase} Phase
 *
 * What the one button does next.
 * @typedef {{
 *   act: "begin" | "resume" | "write" | "unveil" | "open" | "close" | "reveal" | "phase" | "end" | "ended",
 *   phase?: Phase, poll?: Poll, round?: string, text?: BoardText, zone?: string,
 * }} Next
 * @typedef {{id: string, round: RoundEntity, poll: Poll}} Held
 * @typedef {{id: string, cluster: ClusterEntity, cards: [string, CardEntity][]}} Bundle
 */

import { byId } from "../js/reading.js";

/**
 * @param {Model} model
 * @param {Format} format
 */
export function createFlow(model, format) {
  /** @type {Set<string>} */
  const unveiled = new Set();
  const flow = {
    get session() {
      return model.get("session");
    },
    /** The open phase as the board has it; null in the lobby. */
    get open() {
      return model.get("phase");
    },
    /** The open phase as the format writes it; null when the session has ended. */
    get phase() {
      return flow.session?.status === "ended" ? null : byId(format.phases, flow.open?.id);
    },
    get visit() {
      return flow.open?.visit ?? 0;
    },
    get at() {
      return format.phases.findIndex((phase) => phase.id === flow.open?.id);
    },
    get following() {
      return format.phases[flow.at + 1] ?? null;
    },

    /**
     * The last time each vote of this phase was held in this visit.
     *
     * @returns {{poll: Poll, held: Held | null}[]}
     */
    votes() {
      const steps = flow.phase?.steps ?? [];
      const polls = steps.filter((step) => step.action === "vote").map((step) => step.poll);
      return [...new Set(polls)].flatMap((id) => {
        const poll = byId(format.polls, id);
        return poll ? [{ poll, held: flow.held(poll.id, flow.visit) }] : [];
      });
    },
    /** @param {string} poll @param {number} [visit] @returns {Held | null} */
    held(poll, visit) {
      const times = flow.rounds().filter(
        (held) => held.poll.id === poll && (visit === undefined || held.round.visit === visit),
      );
      return times[times.length - 1] ?? null;
    },
    /** All rounds ever held, oldest first. @returns {Held[]} */
    rounds() {
      return model
        .all("round")
        .flatMap(([id, round]) => {
          const poll = byId(format.polls, round.poll);
          return poll ? [{ id, round, poll }] : [];
        })
        .sort((a, b) => a.round.visit - b.round.visit || a.round.times - b.round.times);
    },
    /** @returns {Held[]} */
    openRounds() {
      return flow.rounds().filter((held) => held.round.status === "open");
    },

    /**
     * The zones this phase works on, in the order of its steps. What is only read
     * counts where nothing is written: else it would stand among what is new.
     */
    zones() {
      const steps = flow.phase?.steps ?? [];
      const writes = flow.kinds().some((kind) => !byId(format.zones, kind.zone)?.parking);
      const ids = steps.flatMap((step) => [
        step.action === "read" && writes ? null : step.zone,
        byId(format.kinds, step.kind)?.zone ?? null,
        byId(format.polls, step.poll)?.zone ?? null,
        byId(format.polls, step.poll)?.each_card_of ?? null,
      ]);
      return [...new Set(ids)].flatMap((id) => byId(format.zones, id) ?? []);
    },
    /** What this phase places. */
    placements() {
      return (flow.phase?.steps ?? []).flatMap((step) => byId(format.placements, step.placement) ?? []);
    },
    /** The first kind whose cards this phase takes up. */
    taken() {
      const step = (flow.phase?.steps ?? []).find((one) => one.action === "claim" && one.kind);
      return step ? byId(format.kinds, step.kind) : null;
    },
    /** The chart that a vote is half of, where this phase holds both. @param {Poll} poll */
    chartOf(poll) {
      const here = new Set(flow.votes().map((vote) => vote.poll.id));
      const of = format.charts.find((chart) => chart.across === poll.id || chart.up === poll.id);
      return of && here.has(of.across) && here.has(of.up) ? of : null;
    },
    /**
     * What a vote can ask about now, in the order in which it would.
     *
     * @param {Poll} poll
     * @returns {{id: string, label: string}[]}
     */
    questions(poll) {
      if (poll.questions.length) return poll.questions.map(({ id, text }) => ({ id, label: text }));
      if (poll.each_line_of) return flow.lines(poll.each_line_of).map((label, at) => ({ id: "line_" + (at + 1), label }));
      if (!poll.each_card_of) return [];
      const counts = (/** @type {[string, CardEntity]} */ [, card]) => !poll.kind || card.kind === poll.kind;
      const loose = flow.loose(poll.each_card_of).filter(counts).map(([id, card]) => ({ id, label: card.text ?? "", first: card }));
      const bundles = flow.bundles(poll.each_card_of).flatMap(({ id, cluster, cards }) => {
        const first = cards.find(counts);
        return first ? [{ id, label: cluster.title, first: first[1] }] : [];
      });
      return [...loose, ...bundles]
        .sort((a, b) => a.first.number - b.first.number)
        .map(({ id, label }) => ({ id, label }));
    },
    /** The texts this phase works on. @returns {BoardText[]} */
    texts() {
      return flow.textsOf(flow.phase);
    },
    /** @param {Phase | null} phase @returns {BoardText[]} */
    textsOf(phase) {
      const ids = (phase?.steps ?? []).flatMap((step) => {
        const poll = byId(format.polls, step.poll);
        return [step.text, poll?.about ?? null, poll?.each_line_of ?? null, poll?.lines_of ?? null];
      });
      return [...new Set(ids)].flatMap((id) => byId(format.texts, id) ?? []);
    },
    /**
     * A vote asks about this text before anyone has written a card, or right after
     * who is here said so on one: then it is best there before the session begins.
     * @param {string} id
     */
    neededEarly(id) {
      const asks = (/** @type {Phase} */ phase) => phase.steps.some(({ poll }) => {
        const asked = byId(format.polls, poll);
        return [asked?.about, asked?.each_line_of, asked?.lines_of].includes(id);
      });
      const asked = format.phases.findIndex(asks);
      const posts = format.phases.findIndex((phase) => phase.steps.some((step) => step.action === "post"));
      return asked >= 0 && (posts < 0 || asked <= Math.max(posts, 1));
    },
    /** @param {string} id */
    lines(id) {
      return (model.get("text", id)?.lines ?? []).filter((line) => line !== null);
    },
    /** The kinds of card that people may write now. @returns {Kind[]} */
    kinds() {
      const steps = (flow.phase?.steps ?? []).filter((step) => step.action === "post");
      return steps.flatMap((step) => byId(format.kinds, step.kind) ?? []);
    },

    /** Cards people may see in a zone, by number. @param {string} zone */
    cards(zone) {
      return model
        .all("card")
        .filter(([, card]) => card.zone === zone && card.hidden === null)
        .sort(byNumber);
    },
    /** @param {string} zone @returns {[string, CardEntity][]} */
    loose(zone) {
      return flow.cards(zone).filter(([, card]) => !card.cluster);
    },
    /** @param {string} zone @returns {Bundle[]} */
    bundles(zone) {
      return model
        .all("cluster")
        .filter(([, cluster]) => cluster.zone === zone)
        .map(([id, cluster]) => ({ id, cluster, cards: flow.inside(cluster) }))
        .filter((bundle) => bundle.cards.length)
        .sort((a, b) => byNumber(a.cards[0], b.cards[0]));
    },
    /** The cards of a cluster that are not hidden. @param {ClusterEntity} cluster */
    inside(cluster) {
      return cluster.cards
        .flatMap((id) => {
          const card = model.get("card", id);
          return card && card.hidden === null ? [/** @type {[string, CardEntity]} */ ([id, card])] : [];
        })
        .sort(byNumber);
    },
    hidden() {
      return model.all("card").filter(([, card]) => card.hidden !== null).sort(byNumber);
    },
    /**
     * A zone of this phase whose cards were gathered out of sight and must come
     * out now. What is veiled is hidden from this page too: so it asks once.
     */
    toUnveil() {
      const writing = new Set(flow.kinds().map((kind) => kind.zone));
      return flow.zones().find((zone) => {
        const kinds = format.kinds.filter((kind) => kind.veiled && kind.zone === zone.id);
        const out = flow.cards(zone.id).some(([, card]) => kinds.some((kind) => kind.id === card.kind));
        return kinds.length && !out && !writing.has(zone.id) && !unveiled.has(flow.visit + zone.id);
      });
    },
    /** People write here now, out of sight. @param {string} zone */
    gathers: (zone) => flow.kinds().some((kind) => kind.veiled && kind.zone === zone),
    /** @param {string} zone */
    didUnveil(zone) {
      unveiled.add(flow.visit + zone);
    },
    /** How many options a vote over this zone would have. @param {string} zone */
    options(zone) {
      return flow.loose(zone).length + flow.bundles(zone).length;
    },

    /** @returns {Next} */
    next() {
      const status = flow.session?.status;
      if (status === "ended") return { act: "ended" };
      const first = format.phases[0];
      if (!flow.phase && first) return { act: "begin", phase: first };
      if (status === "paused") return { act: "resume" };
      const zone = flow.toUnveil();
      if (zone) return { act: "unveil", zone: zone.id };
      for (const { poll, held } of flow.votes()) {
        if (held?.round.status === "open") return { act: "close", poll, round: held.id };
        if (held?.round.status === "closed") return { act: "reveal", poll, round: held.id };
        if (held) continue;
        const text = byId(format.texts, poll.each_line_of ?? poll.lines_of ?? poll.about);
        if (text?.written && !flow.lines(text.id).length) return { act: "write", poll, text };
        return { act: "open", poll };
      }
      return flow.after();
    },
    /** Past whatever there is to vote: the next phase, or the end. @returns {Next} */
    after() {
      return flow.following ? { act: "phase", phase: flow.following } : { act: "end" };
    },
  };
  return flow;
}

/** @typedef {ReturnType<typeof createFlow>} Flow */

/** @param {[string, CardEntity] | undefined} a @param {[string, CardEntity] | undefined} b */
function byNumber(a, b) {
  return (a?.[1].number ?? 0) - (b?.[1].number ?? 0);
}
