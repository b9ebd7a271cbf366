/* Opens citations as cards. Without this module, or when a card cannot be fetched, a citation is a link to its clause. */

const cards = new Map();
let panel = null;
let opener = null;
let shut = { link: null, at: 0 }; // a click on the open citation first dismisses its card; it must not open it again

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
    shut = { link: opener, at: performance.now() };
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
    if (link === opener) panel.hidePopover();
    else if (link !== shut.link || performance.now() - shut.at > 400) open(link);
  });
}
