/** Gives recorded frames to the model of the pages, and prints what each client then shows. */

import { readFileSync } from "node:fs";

import { createModel } from "../../static/js/model.js";

const { bodies, frames } = JSON.parse(readFileSync(process.argv[2], "utf8"));
for (const [client, ids] of Object.entries(frames)) {
  const model = createModel({}, () => 0);
  let gaps = 0;
  for (const id of ids) if (model.apply(bodies[id]) === "gap") gaps++;
  console.log(JSON.stringify({ client, gaps, view: Object.fromEntries(model.view) }));
}
