/**
 * What changed, told politely and together: new cards, a vote that opens or
 * closes, a result, my own card that is saved.
 *
 * @typedef {import("./page.js").Page} Page
 */

import { byId } from "../js/reading.js";

/** @param {Page} page */
export function createNews(page) {
  const { model, words, announcer, outbox, format } = page;
  let known = cards();
  let rounds = statuses();

  function cards() {
    const mine = model.mine;
    return new Set(model.all("card").filter(([id]) => !mine || !(id in mine.cards)).map(([id]) => id));
  }
  function statuses() {
    return new Map(model.all("round").map(([id, round]) => [id, round.status]));
  }
  let visit = page.visit();
  /** @type {WeakMap<object, object>} */
  const answered = new WeakMap();

  model.subscribe((changed) => {
    const now = cards();
    // A whole view is another step or another look: nothing in it is news.
    if (changed) {
      let fresh = 0;
      now.forEach((id) => {
        if (!known.has(id)) fresh += 1;
      });
      if (fresh) announcer.tally("common.new_cards", fresh);
    }
    known = now;
    tellRounds();
  });

  function tellRounds() {
    const now = statuses();
    if (visit === page.visit()) {
      now.forEach((status, id) => {
        const round = model.get("round", id);
        const poll = round && byId(format.polls, round.poll);
        if (!poll || rounds.get(id) === status) return;
        announcer.say(words("phone.news_" + status, { question: poll.question }));
      });
    }
    // What was chosen and not saved says nothing once its step is over.
    if (visit !== page.visit()) page.drafts.ballots().filter((id) => !isOpen(id)).forEach(page.drafts.dropBallot);
    visit = page.visit();
    rounds = now;
  }

  outbox.subscribe((entry) => {
    if (!entry || entry.command.type !== "PostCard") return;
    if (entry.state === "saved") announcer.say(words("phone.posted"));
    if (entry.state === "sending" && entry.code) announcer.say(words("phone.sending_again"));
    if (entry.state === "failed") announcer.say(page.refusal(entry));
  });

  return {
    /** Saved commands have done their work once the personal part shows them. */
    draw() {
      const mine = model.mine;
      for (const entry of outbox.entries()) {
        if (entry.state !== "saved") continue;
        const { type } = entry.command;
        if (type === "PostCard" && entry.made && mine && !(entry.made in mine.cards)) {
          // The personal part that came after the answer says what became of it.
          if (!answered.has(entry)) answered.set(entry, mine);
          if (answered.get(entry) === mine) continue;
        }
        if (type === "PutBallot" && mine && !mine.ballots[entry.command.round] && isOpen(entry.command.round)) continue;
        outbox.drop(entry.ref);
      }
    },
  };

  /** @param {string} round */
  function isOpen(round) {
    const held = model.get("round", round);
    return held !== null && held.status === "open";
  }
}
