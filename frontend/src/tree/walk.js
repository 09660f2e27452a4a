/** Finding one's way among the list items of a tree, in the order in which they are seen. */

/** The part of an item that opens and closes. */
export const fold = (item) => item.querySelector(":scope > .fold");
const children = (item) => [...(fold(item)?.querySelectorAll(":scope > ul > li") ?? [])];

/** Whether what is below `item` is seen. */
export const opened = (item) => Boolean(fold(item)?.classList.contains("open"));

/** The item above; null at the top of the tree. */
export function parent(root, item) {
  const above = item.parentElement.closest("li");
  return above && root.contains(above) ? above : null;
}

/** All items that are seen, from top to bottom. */
export function seen(root) {
  const found = [];
  const visit = (item) => {
    found.push(item);
    if (opened(item)) children(item).forEach(visit);
  };
  [...root.children].forEach(visit);
  return found;
}

export const first = (root) => root.firstElementChild;
export const last = (root) => seen(root).at(-1);
export const siblings = (item) => [...item.parentElement.children];

/** The first item below `item`, when it is seen. */
export const below = (item) => (opened(item) ? children(item)[0] : null);

export function after(root, item) {
  const all = seen(root);
  return all[all.indexOf(item) + 1];
}

export function before(root, item) {
  const all = seen(root);
  return all[all.indexOf(item) - 1];
}

/** `item`, or the nearest above it that is seen. */
export function at(root, item) {
  const all = seen(root);
  let found = item;
  while (found && !all.includes(found)) found = parent(root, found);
  return found;
}

const plain = (text) => text.trim().toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const title = (item) => plain(item.querySelector(":scope > a").textContent);

/** The next seen item whose title begins with `text`, from `item` around to it again. */
export function starting(root, item, text) {
  const all = seen(root);
  const from = all.indexOf(item);
  const wanted = plain(text) || text;
  const around = [...all.slice(from + 1), ...all.slice(0, from + 1)];
  const order = [...text].length > 1 ? [item, ...around] : around;
  return order.find((each) => title(each).startsWith(wanted));
}
