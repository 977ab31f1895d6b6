/** What static/css/ may say. Run from the top: tests/test_javascript.py does. */

import { laptop, laptops, phones } from "./browsers.js";
import gap, { beside } from "./gap.js";

const support = "plugin/no-unsupported-browser-features";

/** Old browsers drop these and the page still works; where one is not enough, say so beside it. */
const harmless = [
  "css-color-adjust",
  "css-focus-visible",
  "css-overscroll-behavior",
  "css-paged-media",
  "css-resize",
  "css-scroll-behavior",
  "css-text-wrap-balance",
  "css-touch-action",
  "viewport-unit-variants",
];

export default {
  plugins: ["stylelint-no-unsupported-browser-features", gap],
  reportNeedlessDisables: true,
  reportInvalidScopeDisables: true,
  rules: {
    "block-no-empty": true,
    "color-no-invalid-hex": true,
    "custom-property-no-missing-var-function": true,
    "declaration-block-no-duplicate-custom-properties": true,
    "declaration-block-no-shorthand-property-overrides": true,
    "font-family-no-duplicate-names": true,
    "function-calc-no-unspaced-operator": true,
    "function-no-unknown": true,
    "media-feature-name-no-unknown": true,
    "named-grid-areas-no-invalid": true,
    "no-duplicate-at-import-rules": true,
    "no-invalid-double-slash-comments": true,
    "property-no-unknown": true,
    "selector-pseudo-class-no-unknown": true,
    "selector-pseudo-element-no-unknown": true,
    "selector-type-no-unknown": true,
    "unit-no-unknown": true,
    "max-nesting-depth": 0,
    "at-rule-disallowed-list": ["layer", "container", "property", "scope", "starting-style", "import"],
    "selector-pseudo-class-disallowed-list": ["has", "is", "where", "user-valid", "user-invalid", "modal"],
    "selector-nested-pattern": "^$",
    "property-disallowed-list": [
      "inset",
      "/^inset-/",
      "/^(margin|padding|border)-(inline|block)$/",
      "aspect-ratio",
      "content-visibility",
      "translate",
      "rotate",
      "scale",
    ],
    "function-disallowed-list": ["color-mix", "oklch", "oklab", "lch", "lab", "light-dark"],
    [support]: [true, { browsers: phones, ignore: harmless, ignorePartialSupport: true }],
    [beside]: true,
  },
  overrides: [
    {
      files: laptop.css.map((path) => `../../${path}`),
      rules: {
        "at-rule-disallowed-list": ["import"],
        "selector-pseudo-class-disallowed-list": null,
        "selector-nested-pattern": null,
        "property-disallowed-list": null,
        "function-disallowed-list": null,
        [beside]: null,
        [support]: [true, { browsers: laptops, ignore: harmless, ignorePartialSupport: true }],
      },
    },
  ],
};
