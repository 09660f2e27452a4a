/**
 * Pictures as one SVG path each, 24 × 24. Also written into the page templates by
 * build.mjs, so that a page without JavaScript shows the same shapes.
 */

const CIRCLE = "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19z";

/** One shape per verdict: told apart without colour. */
export const VERDICT_ICONS = {
  supported: CIRCLE + "M7.5 12.5l3 3 6-7",
  likely: CIRCLE + "M7 13.5c1.7-4 3.3-3.5 5-1.7s3.3 2 5-1.6",
  internal: "M3 11.5 12 3l9 8.5M5.5 9.5V21h13V9.5M10 21v-6h4v6",
  answered: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM12 11v6M12 7.2v.1",
  unknown: "M12 1.5 22.5 12 12 22.5 1.5 12zM9.7 9.7a2.3 2.3 0 1 1 3.4 2c-.8.5-1.1.9-1.1 1.8M12 16.6v.1",
  off_topic: CIRCLE + "M5.5 5.5l13 13",
};

/** One shape per kind of step on the way to the vision. */
export const STEP_ICONS = {
  Activity: "M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z",
  FocusArea: "M6.5 6.5h11v11h-11z",
  DevelopmentProgramme: "M12 4.5l6.5 3.75v7.5L12 19.5l-6.5-3.75v-7.5z",
  Strategy: "M12 3.5l8.5 8.5-8.5 8.5L3.5 12z",
  InternalStrategy: "M12 3.5l8.5 8.5-8.5 8.5L3.5 12z",
  Vision: "M12 1.5l2.7 7.8 7.8 2.7-7.8 2.7L12 22.5l-2.7-7.8L1.5 12l7.8-2.7z",
};

export const ICONS = {
  compass: CIRCLE + "M16 8l-2.5 5.5L8 16l2.5-5.5z",
  down: "M12 4v15M6 13.5l6 6 6-6",
  send: "M12 20V4M5.5 10.5 12 4l6.5 6.5",
  stop: "M6.5 6.5h11v11h-11z",
  close: "M5 5l14 14M19 5 5 19",
  alert: "M12 3 22 20.5H2zM12 9.5v5M12 17.3v.1",
};
