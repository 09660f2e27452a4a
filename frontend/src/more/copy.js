/**
 * Copies a text. On plain http, where there is no clipboard to ask, the browser's old way is tried.
 * @param {string} text
 * @param {HTMLElement} beside what gets focus back
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copy(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "hidden";
    beside.after(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    beside.focus();
    return copied;
  }
}
