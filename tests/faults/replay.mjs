/**
 * Gives recorded frames to the model of the pages, and prints what each client then shows. After
 * the file of frames a model of former pages can be named.
 */

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [frames, model] = process.argv.slice(2);
const { createModel } = await import(
  model ? pathToFileURL(model).href : "../../static/js/model.js"
);
const kept = JSON.parse(readFileSync(frames, "utf8"));
for (const [client, ids] of Object.entries(kept.frames)) {
  const model = createModel({}, () => 0);
  let gaps = 0;
  for (const id of ids) if (model.apply(kept.bodies[id]) === "gap") gaps++;
  console.log(JSON.stringify({ client, gaps, view: Object.fromEntries(model.view) }));
}
