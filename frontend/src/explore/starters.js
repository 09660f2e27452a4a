/** Things to begin with, as `state.js` writes them; each is offered when the graph has what it is about. */
export const STARTERS = [
  { text: "starter_paths", state: { c: "styr:Activity", k: ["styr:inFocusArea", "styr:inFocusArea/styr:focusAreaOf", "styr:inFocusArea/styr:focusAreaOf/styr:programmeOf"] } },
  { text: "starter_programmes", state: { c: "styr:Strategy", k: ["^styr:programmeOf"] } },
  { text: "starter_indicators", state: { c: "styr:Indicator", k: ["styr:unitOfMeasure", "styr:baseline/styr:value", "styr:target/styr:year", "styr:target/styr:value"] } },
  { text: "starter_status", state: { c: "styr:Activity", k: ["styr:status"], n: 1, o: [0, 1] } },
];
