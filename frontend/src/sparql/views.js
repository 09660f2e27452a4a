/** The pictures of a result: the entry of sparql-views.js. */
export { renderChart } from "./views/chart.js";
export { renderGraph } from "./views/graph.js";
