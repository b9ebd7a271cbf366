/* The rows of the room come anew every ten seconds; what is ticked and where the focus is stays. */

const body = document.querySelector("[data-rows]");

async function refresh() {
  if (document.hidden) return;
  let text;
  try {
    const answer = await fetch(body.dataset.rows, { credentials: "same-origin", cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    return; // no network: the time of the last refresh below the table tells how old the rows are
  }
  const ticked = new Set([...body.querySelectorAll("input:checked")].map((box) => box.value));
  const focused = body.contains(document.activeElement) ? document.activeElement.value : null;
  const fresh = new DOMParser().parseFromString(`<table><tbody>${text}</tbody></table>`, "text/html");
  body.replaceChildren(...fresh.querySelectorAll("tbody > tr"));
  for (const box of body.querySelectorAll("input")) {
    box.checked = ticked.has(box.value);
    if (box.value === focused) box.focus();
  }
  const told = document.querySelector("[data-refreshed]");
  told.textContent = told.textContent.replace(/\d\d:\d\d:\d\d/, new Date().toLocaleTimeString([], { hourCycle: "h23" }));
}

if (body) setInterval(refresh, 10000);
