/** One of the three arrangements at a time; which one stands in the fragment of the address. */
export function oneByOne(report) {
  const links = [...report.querySelectorAll(".views a")];
  const sections = [...report.querySelectorAll(".view")];
  const show = (id, focus = false) => {
    for (const section of sections) section.hidden = section.id !== id;
    for (const link of links) {
      if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (focus) sections.find((section) => section.id === id)?.focus();
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(history.state, "", link.hash);
      show(link.hash.slice(1));
    });
  }
  if (sections.length) show(sections.some((each) => `#${each.id}` === location.hash) ? location.hash.slice(1) : sections[0].id);
}
