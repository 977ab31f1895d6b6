/** What static/ may say in JavaScript. Run from the top: tests/test_javascript.py does. */

import js from "@eslint/js";
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";
import globals from "globals";

import { laptop, laptops, phones } from "./browsers.js";

const page = { ...globals.browser };

/** HTML is written in templates/ alone; what people typed never becomes markup. */
const markup = ["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc", "write", "writeln"].map((name) => ({
  selector: `MemberExpression[property.name='${name}']`,
  message: `Clone a <template> and set textContent; ${name} would let text become markup.`,
}));

/** The parts that know no page are tested without one. */
const pageless = ["static/js/model.js", "static/js/outbox.js"];

export default [
  { ignores: ["**/node_modules/**"] },
  { ...js.configs.recommended, files: ["static/**/*.js", "tests/js/**/*.js"] },
  {
    files: ["static/**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: page },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "max-lines": ["error", 400],
      "no-restricted-syntax": [
        "error",
        ...markup,
        { selector: "ImportDeclaration[source.value=/^[^.]/]", message: "Import by a relative path; there is no import map." },
        { selector: "ImportExpression[source.value=/^[^.]/]", message: "Import by a relative path; there is no import map." },
      ],
    },
  },
  {
    ...esx.configs["flat/restrict-to-es2019"],
    files: ["static/**/*.js"],
    ignores: laptop.js,
  },
  {
    files: ["static/**/*.js"],
    ignores: laptop.js,
    plugins: { compat },
    // Which methods there are is for tsconfig.phone.json, which knows what each value is.
    settings: { browsers: phones, lintAllEsApis: true },
    rules: {
      "compat/compat": "error",
      // All of 2020's browsers have these two, though the standard took them in later.
      "es-x/no-dynamic-import": "off",
      "es-x/no-import-meta": "off",
    },
  },
  {
    files: laptop.js,
    plugins: { compat },
    settings: { browsers: laptops, lintAllEsApis: true },
    rules: { "compat/compat": "error" },
  },
  {
    files: pageless,
    rules: {
      "no-restricted-globals": ["error", "document", "window", "localStorage", "sessionStorage", "location", "history"],
    },
  },
  {
    files: ["tests/js/**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: { ...globals.node } },
  },
];
