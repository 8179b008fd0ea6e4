/** Whatever scrolls inside a page can be reached and moved by keys: it takes the focus while it holds more than it shows. */
const BOXES = "main .scroll, main .way, main .words, main .list, main .tall";
const OWN = "a[href], button, input, select, textarea, [tabindex]:not([data-scrolls])";

function look(): void {
  for (const box of document.querySelectorAll<HTMLElement>(BOXES)) {
    const more = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    const needs = more && !/visible|clip/.test(getComputedStyle(box).overflowX) && !box.querySelector(OWN);
    if (needs === box.hasAttribute("data-scrolls")) continue;
    box.toggleAttribute("data-scrolls", needs);
    if (needs) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

export function reachWhatScrolls(): void {
  let waiting = 0;
  const soon = (): void => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(look, 250);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("resize", soon);
}
