/**
 * The address of a page with an answer, or null where it rests on what was said before and no question
 * alone gives it.
 * @param {string} base where the service is
 * @param {import("../client.js").Question} question
 * @param {import("../client.js").Answer} answer
 */
export function linkTo(base, { question, lang, unit }, { understood, lang: answered }) {
  if (!understood) return null;
  const spoken = lang || (understood !== question && answered);
  const asked = new URLSearchParams({ q: understood, ...(spoken && { lang: spoken }), ...(unit && { unit }) });
  return `${base}/?${asked}`;
}
