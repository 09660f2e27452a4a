/**
 * The address of a page with the answer to a question.
 * @param {string} base where the service is
 * @param {import("../client.js").Question} question
 */
export function linkTo(base, { question, lang, unit }) {
  const asked = new URLSearchParams({ q: question, ...(lang && { lang }), ...(unit && { unit }) });
  return `${base}/?${asked}`;
}
