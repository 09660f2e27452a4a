/** Keeps in the address which branches are open, so that it can be shared and gone back to. */

import { fold, opened } from "./walk.js";

/** Characters of the list that an address may hold; a longer one is not kept. */
const LONGEST = 1500;
const pause = { timer: 0 };

const folds = (items) => items.filter(fold);

/** What the server understands as `open`: all, none, or names with commas between. */
export function told(items) {
  const all = folds(items);
  const open = all.filter(opened);
  if (open.length === all.length) return "all";
  const names = [...new Set(open.map((item) => item.dataset.key))].join(",");
  return names || "none";
}

function write(items) {
  const address = new URL(location.href);
  const open = told(items);
  if (open.length > LONGEST) return;
  address.searchParams.set("open", open);
  address.hash = "";
  history.replaceState(history.state, "", address);
}

/** Write the state down, once, when nothing more happens for a moment. */
export function remember(items) {
  clearTimeout(pause.timer);
  pause.timer = setTimeout(() => write(items), 150);
}
