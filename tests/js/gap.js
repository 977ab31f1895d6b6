/**
 * A rule of our own for sheets that old phones read: `gap` stands beside the grid or the
 * columns it belongs to. Safari 13 has none in a row of flex, and the sheet as a whole does
 * not say which of the two a rule is laid on.
 */

import stylelint from "stylelint";

export const beside = "doorstart/gap-beside-grid";

/** @param {{ nodes: any[] }} rule */
function laidOut(rule) {
  return rule.nodes.some(
    ({ prop, value }) => (prop === "display" && /grid/.test(value)) || /^(grid-|columns$|column-(count|width)$)/.test(prop ?? ""),
  );
}

export default stylelint.createPlugin(beside, (on) => (root, result) => {
  if (!on) return;
  root.walkDecls(/^((row|column)-)?gap$/, (node) => {
    if (laidOut(node.parent)) return;
    stylelint.utils.report({
      result,
      node,
      ruleName: beside,
      message: `${node.prop} without a grid in the same rule: give the children margins (${beside})`,
    });
  });
});
