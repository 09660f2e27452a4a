import { h } from "../dom.js";

/**
 * Copies a text. Where the browser lets no script near the clipboard (plain http), the text is selected
 * and copied the old way.
 * @param {string} text @param {Node} near where a helper may stand for a moment
 */
export async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const helper = h("textarea", { value: text, className: "hidden", "aria-hidden": "true", tabIndex: -1 });
    near.parentNode?.append(helper);
    helper.select();
    const done = document.execCommand("copy");
    helper.remove();
    return done;
  }
}

/**
 * A button that copies what `text` gives.
 * @param {import("./context.js").Context} ctx
 * @param {() => string} text
 * @param {string} [className]
 * @param {string} [name] key of its words
 */
export function copyButton(ctx, text, className = "quiet", name = "copy") {
  const press = async () => {
    const done = await copy(text(), button);
    button.textContent = ctx.t(done ? "copied" : "copy_failed");
    ctx.say(button.textContent);
    setTimeout(() => {
      button.textContent = ctx.t(name);
    }, 2500);
    button.focus();
  };
  const button = h("button", { type: "button", className, on: { click: press } }, ctx.t(name));
  return button;
}
