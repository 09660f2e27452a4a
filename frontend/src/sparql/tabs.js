import { h } from "../dom.js";

/**
 * Tabs after the ARIA pattern: arrows move between them, Tab goes on to what they show.
 *
 * @param {{id: string, name: string, panel: HTMLElement}[]} tabs
 * @param {{label: string, stem: string, shown: string, onShow?: (id: string) => void, className?: string}} options
 * @returns {{list: HTMLElement, show: (id: string, quiet?: boolean) => void, current: () => string}}
 */
export function tabList(tabs, { label, stem, shown, onShow, className = "" }) {
  let current = "";
  const buttons = tabs.map(({ id, name }) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `${stem}-tab-${id}`,
        "aria-controls": `${stem}-${id}`,
        className: "tab",
        on: { click: () => show(id) },
      },
      name,
    ),
  );
  const list = h(
    "div",
    { role: "tablist", "aria-label": label, className: `tabs ${className}`, on: { keydown } },
    ...buttons,
  );
  for (const { id, panel } of tabs) {
    panel.id = `${stem}-${id}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `${stem}-tab-${id}`);
    panel.tabIndex = -1;
  }
  function show(id, quiet = false) {
    if (!tabs.some((tab) => tab.id === id)) return;
    current = id;
    tabs.forEach((tab, i) => {
      const chosen = tab.id === id;
      buttons[i].setAttribute("aria-selected", String(chosen));
      buttons[i].tabIndex = chosen ? 0 : -1;
      tab.panel.hidden = !chosen;
    });
    if (!quiet) onShow?.(id);
  }
  function keydown(event) {
    const at = buttons.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = (to + buttons.length) % buttons.length;
    show(tabs[next].id);
    buttons[next].focus();
  }
  show(shown, true);
  return { list, show, current: () => current };
}
