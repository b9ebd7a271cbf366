/* Opens citations as cards. Without this module, or when a card cannot be fetched, a citation is a link to its clause. */

const cards = new Map();
let panel = null;
let opener = null;
let pressed = null; // the citation whose card was open when the pointer went down: its click closes, and must not open again

function makePanel() {
  const element = document.createElement("div");
  element.className = "cite-card";
  element.popover = "auto";
  element.id = "cite-card";
  element.setAttribute("role", "dialog");
  element.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) element.hidePopover();
  });
  element.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed" || !opener) return;
    opener.setAttribute("aria-expanded", "false");
    if (element.contains(document.activeElement)) opener.focus({ preventScroll: true });
    opener = null;
  });
  document.body.append(element);
  return element;
}

async function fetchCard(address) {
  if (!cards.has(address)) {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    cards.set(address, await answer.text());
  }
  return cards.get(address);
}

async function open(link) {
  let html;
  try {
    html = await fetchCard(link.dataset.card);
  } catch {
    location.href = link.href;
    return;
  }
  panel ??= makePanel();
  if (panel.matches(":popover-open")) panel.hidePopover();
  panel.innerHTML = html;
  panel.setAttribute("aria-label", link.textContent.trim());
  link.setAttribute("aria-expanded", "true");
  link.setAttribute("aria-controls", panel.id);
  panel.showPopover({ source: link });
  opener = link;
  panel.querySelector("a, button")?.focus();
}

if (HTMLElement.prototype.hasOwnProperty("popover")) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.cite[data-card]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const closing = link === opener || link === pressed;
    pressed = null;
    if (!closing) open(link);
    else if (opener) panel.hidePopover();
  });
  document.addEventListener(
    "pointerdown",
    (event) => {
      const link = event.target.closest?.("a.cite[data-card]");
      pressed = link && link === opener ? link : null;
    },
    true,
  );
}
