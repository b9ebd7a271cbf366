/* The button that shows or hides what is typed into a password field. Without scripts it stays hidden. */
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  const show = button.getAttribute("aria-label");
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = field.type === "password";
    field.type = open ? "text" : "password";
    button.setAttribute("aria-pressed", String(open));
    button.setAttribute("aria-label", open ? button.dataset.hide : show);
    field.focus();
  });
  field.form?.addEventListener("submit", () => { field.type = "password"; });
}
