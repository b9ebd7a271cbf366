/* Counts again while the form is edited: the server reads the form as it stands and answers with the table. */
(() => {
  const start = () => {
    const panel = document.querySelector("[data-fill-url]");
    const form = panel && panel.closest("form");
    if (!form) return;
    let timer;
    const count = async () => {
      const answer = await fetch(panel.dataset.fillUrl, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.ok) panel.innerHTML = await answer.text();
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(count, 600);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("click", (event) => {
      if (event.target.closest("button")) soon();
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
