/**
 * In which column each node stands, so that arrows point forwards (Sugiyama, Tagawa & Toda 1981):
 * arrows of a circle are turned while columns are chosen, long arrows get a place in every column they pass.
 *
 * @typedef {{from: number, to: number, turned: boolean, points: number[]}} Link `points`: places it passes, ends included
 * @typedef {{layers: number[][], links: Link[], count: number, below: number[][], above: number[][]}} Layering
 */

/**
 * @param {number} n nodes 0 … n-1
 * @param {[number, number][]} edges between different nodes
 * @returns {Layering}
 */
export function layered(n, edges) {
  const links = acyclic(n, edges);
  const layer = depths(n, links);
  const layers = /** @type {number[][]} */ ([]);
  const stand = (node, depth) => { (layers[depth] ||= []).push(node); };
  for (let node = 0; node < n; node++) stand(node, layer[node]);
  let count = n;
  for (const link of links) {
    const [start, end] = link.turned ? [link.to, link.from] : [link.from, link.to];
    link.points = [start];
    for (let depth = layer[start] + 1; depth < layer[end]; depth++) {
      stand(count, depth);
      link.points.push(count++);
    }
    link.points.push(end);
  }
  return { layers, links, count, ...neighbours(count, links) };
}

/** Turns the arrows that close a circle: those that lead back to where a walk is coming from. */
function acyclic(n, edges) {
  const out = Array.from({ length: n }, () => /** @type {number[]} */ ([]));
  edges.forEach(([from], i) => out[from].push(i));
  const state = new Uint8Array(n), turned = new Uint8Array(edges.length);
  const into = new Uint8Array(n);
  for (const [, to] of edges) into[to] = 1;
  // Walks begin where no arrow leads, so that a chain is walked from its start.
  const starts = [...Array(n).keys()].sort((a, b) => into[a] - into[b] || a - b);
  for (const start of starts) if (!state[start]) walk(start, edges, out, state, turned);
  return edges.map(([from, to], i) => ({ from, to, turned: Boolean(turned[i]), points: [] }));
}

/** Depth first with a stack of its own: a long chain must not exhaust the browser's. */
function walk(start, edges, out, state, turned) {
  const stack = [[start, 0]];
  state[start] = 1;
  while (stack.length) {
    const top = stack[stack.length - 1];
    const [node, next] = top;
    if (next === out[node].length) {
      state[node] = 2;
      stack.pop();
      continue;
    }
    top[1]++;
    const edge = out[node][next], to = edges[edge][1];
    if (state[to] === 1) turned[edge] = 1;
    else if (!state[to]) {
      state[to] = 1;
      stack.push([to, 0]);
    }
  }
}

/** The longest way to each node; those nothing leads to move up beside what they lead to. */
function depths(n, links) {
  const depth = new Array(n).fill(0), waiting = new Array(n).fill(0);
  const after = Array.from({ length: n }, () => /** @type {number[]} */ ([]));
  for (const { from, to, turned } of links) {
    const [start, end] = turned ? [to, from] : [from, to];
    after[start].push(end);
    waiting[end]++;
  }
  const sources = [...depth.keys()].filter((node) => !waiting[node]);
  for (const queue = [...sources]; queue.length;) {
    const node = /** @type {number} */ (queue.shift());
    for (const next of after[node]) {
      depth[next] = Math.max(depth[next], depth[node] + 1);
      if (!--waiting[next]) queue.push(next);
    }
  }
  for (const node of sources) if (after[node].length) depth[node] = Math.min(...after[node].map((next) => depth[next])) - 1;
  return depth;
}

function neighbours(count, links) {
  const make = () => Array.from({ length: count }, () => /** @type {number[]} */ ([]));
  const [above, below] = [make(), make()];
  for (const { points } of links) {
    for (let i = 1; i < points.length; i++) {
      below[points[i - 1]].push(points[i]);
      above[points[i]].push(points[i - 1]);
    }
  }
  return { above, below };
}
