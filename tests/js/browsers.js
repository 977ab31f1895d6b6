/**
 * Which browsers each part of static/ must run on.
 *
 * Phones join with what people have in their pockets, and a link to read is opened
 * with the same; whoever leads, shows or signs in has a laptop of the last years. A
 * file is held to the old ones unless it stands in `laptop`.
 */

export const phones = ["chrome 80", "samsung 12.0", "firefox 78", "safari 13.1", "ios_saf 13.4"];
export const laptops = ["chrome 110", "edge 110", "firefox 110", "safari 16.4"];

export const laptop = {
  js: ["static/console/**/*.js", "static/screen/**/*.js", "static/staff/**/*.js"],
  css: ["static/css/console*.css", "static/css/screen*.css", "static/css/staff*.css"],
};
