/**
 * What has been asked and answered, kept in the browser: until the tab is closed ("tab"), until it is
 * forgotten ("browser"), or not at all. A browser that refuses to keep anything is no error.
 *
 * @typedef {{question: import("./client.js").Question, answer: import("./client.js").Answer}} Kept
 * @typedef {{conversation: string, exchanges: Kept[]}} Dialogue
 */

/** Exchanges that are kept, the last ones. */
const MOST = 30;

/** @param {string} kind */
const place = (kind) => (kind === "browser" ? localStorage : sessionStorage);

/** @param {string} kind @param {string} key @returns {Dialogue|null} */
export function recall(kind, key) {
  try {
    const { conversation, exchanges } = JSON.parse(place(kind).getItem(key) || "");
    return exchanges.every(({ question, answer }) => question.question && answer) ? { conversation, exchanges } : null;
  } catch {
    return null;
  }
}

/** Keeps a dialogue; one without exchanges is forgotten. @param {string} kind @param {string} key @param {Dialogue} dialogue */
export function keep(kind, key, { conversation, exchanges }) {
  try {
    if (kind === "none" || !exchanges.length) place(kind).removeItem(key);
    else place(kind).setItem(key, JSON.stringify({ conversation, exchanges: exchanges.slice(-MOST) }));
  } catch { /* full, or not allowed */ }
}
