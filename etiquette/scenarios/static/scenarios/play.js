// The conversation: one press is one choice, and a pressed button says so.
// Without this module the form works the same; the server counts a choice once.
const form = document.querySelector("form.decide");

form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelector("button")?.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's own button shows a page that was kept: let it be sent again.
addEventListener("pageshow", () => {
  if (form) {
    delete form.dataset.sent;
    form.querySelector("button")?.removeAttribute("aria-disabled");
  }
});
