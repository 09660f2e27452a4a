import { layered } from "./layers.js";

/**
 * Where nodes stand: columns by layer, order and height by neighbours. No chance in it: the same graph gives the same picture.
 *
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number}} Point
 * @typedef {{points: Point[], turned: boolean}} Route from the right edge of one box to the left edge of another; backwards when `turned`
 * @typedef {{places: Point[], routes: (Route|null)[], width: number, height: number}} Layout `places` are upper left corners; a node's arrow to itself has no route
 */

const SWEEPS = 16;

/**
 * @param {Size[]} sizes of the nodes, all of one width
 * @param {[number, number][]} edges
 * @param {{across: number, down: number}} gaps between columns, and between boxes above each other
 * @returns {Layout}
 */
export function layout(sizes, edges, gaps) {
  const places = /** @type {Point[]} */ (new Array(sizes.length)), routes = /** @type {(Route|null)[]} */ (new Array(edges.length).fill(null));
  const groups = components(sizes.length, edges);
  const blocks = groups.map((nodes) => {
    const inside = new Map(nodes.map((node, i) => [node, i]));
    const own = [...edges.keys()].filter((i) => inside.has(edges[i][0]) && edges[i][0] !== edges[i][1]);
    const local = own.map((i) => /** @type {[number, number]} */ ([inside.get(edges[i][0]), inside.get(edges[i][1])]));
    return { nodes, own, ...place(nodes.map((node) => sizes[node]), local, gaps) };
  });
  const size = pack(blocks, gaps);
  for (const { nodes, own, spots, ways, x, y } of blocks) {
    nodes.forEach((node, i) => { places[node] = { x: spots[i].x + x, y: spots[i].y + y }; });
    own.forEach((edge, i) => { routes[edge] = { turned: ways[i].turned, points: ways[i].points.map((p) => ({ x: p.x + x, y: p.y + y })) }; });
  }
  return { places, routes, ...size };
}

/** Nodes that hang together, the largest group first. */
function components(n, edges) {
  const parent = [...Array(n).keys()];
  const root = (node) => {
    while (parent[node] !== node) node = parent[node] = parent[parent[node]];
    return node;
  };
  for (const [a, b] of edges) parent[Math.max(root(a), root(b))] = Math.min(root(a), root(b));
  const groups = new Map();
  for (let node = 0; node < n; node++) (groups.get(root(node)) || groups.set(root(node), []).get(root(node))).push(node);
  return [...groups.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
}

/** One group that hangs together. */
function place(sizes, edges, gaps) {
  const { layers, links, count, above, below } = layered(sizes.length, edges);
  const wide = sizes[0].width;
  const heights = Array.from({ length: count }, (_, i) => sizes[i]?.height ?? gaps.down);
  order(layers, count, above, below);
  const middle = settle(layers, heights, above, below, gaps.down);
  const column = new Array(count);
  layers.forEach((nodes, depth) => nodes.forEach((node) => { column[node] = depth; }));
  const left = (node) => column[node] * (wide + gaps.across);
  const top = Math.min(...middle.map((y, i) => y - heights[i] / 2));
  const spots = sizes.map((size, i) => ({ x: left(i), y: middle[i] - size.height / 2 - top }));
  const ways = links.map(({ points, turned }) => ({ turned, points: points.flatMap((node, i) => through(node, i, points.length, left, wide, middle[node] - top)) }));
  return { spots, ways, width: (layers.length - 1) * (wide + gaps.across) + wide, height: Math.max(...middle.map((y, i) => y + heights[i] / 2)) - top };
}

/** An arrow leaves at the right edge, passes columns between straight through, and ends at a left edge. */
function through(node, i, length, left, wide, y) {
  if (i === 0) return [{ x: left(node) + wide, y }];
  if (i === length - 1) return [{ x: left(node), y }];
  return [{ x: left(node), y }, { x: left(node) + wide, y }];
}

/**
 * Each column is sorted by the mean place of its neighbours, forwards and back. Places are parts of a
 * column, so that a short column and a long one mean the same by "in the middle".
 */
function order(layers, count, above, below) {
  const place = new Float64Array(count);
  const number = (layer) => layer.forEach((node, i) => { place[node] = (i + 0.5) / layer.length; });
  layers.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const [first, second] = down ? [above, below] : [below, above];
      const near = (node) => (first[node].length ? first[node] : second[node]).map((n) => place[n]);
      const mean = new Map(layer.map((node) => [node, average(near(node), place[node])]));
      layer.sort((a, b) => mean.get(a) - mean.get(b) || place[a] - place[b]);
      number(layer);
    }
  }
}

const average = (numbers, otherwise) => (numbers.length ? numbers.reduce((a, b) => a + b, 0) / numbers.length : otherwise);

/** Heights: each box as near its neighbours as the boxes over and under it let it. */
function settle(layers, heights, above, below, gap) {
  const middle = new Array(heights.length).fill(0);
  for (const layer of layers) {
    let y = 0;
    for (const node of layer) {
      middle[node] = y + heights[node] / 2;
      y += heights[node] + gap;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 ? [...layers].reverse() : layers) {
      const wanted = layer.map((node) => average([...above[node], ...below[node]].map((n) => middle[n]), middle[node]));
      spread(layer, wanted, heights, gap).forEach((y, i) => { middle[layer[i]] = y; });
    }
  }
  return middle;
}

/**
 * Nearest to what is wanted, by least squares, without overlap and in the same order: pool adjacent violators.
 */
export function spread(layer, wanted, heights, gap) {
  const offset = [0];
  for (let i = 1; i < layer.length; i++) offset.push(offset[i - 1] + (heights[layer[i - 1]] + heights[layer[i]]) / 2 + gap);
  const pools = /** @type {{sum: number, n: number}[]} */ ([]);
  wanted.forEach((y, i) => {
    pools.push({ sum: y - offset[i], n: 1 });
    while (pools.length > 1) {
      const [b, a] = [pools[pools.length - 1], pools[pools.length - 2]];
      if (a.sum / a.n <= b.sum / b.n) break;
      pools.splice(-2, 2, { sum: a.sum + b.sum, n: a.n + b.n });
    }
  });
  return pools.flatMap(({ sum, n }) => new Array(n).fill(sum / n)).map((y, i) => y + offset[i]);
}

/** Groups on shelves, about as wide as the widest or as a square of them all. */
function pack(blocks, gaps) {
  const area = blocks.reduce((sum, { width, height }) => sum + (width + gaps.down * 3) * (height + gaps.down * 3), 0);
  const room = Math.max(...blocks.map(({ width }) => width), Math.sqrt(area * 1.7));
  let [x, y, shelf, width] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x && x + block.width > room) [x, y, shelf] = [0, y + shelf + gaps.down * 3, 0];
    Object.assign(block, { x, y });
    width = Math.max(width, x + block.width);
    x += block.width + gaps.down * 3;
    shelf = Math.max(shelf, block.height);
  }
  return { width, height: y + shelf };
}
