/* The question as a taker uses it: ordering and counting work, nothing is sent. */
import { attach } from "../kinds/respond.js";

for (const form of document.querySelectorAll("[data-question]")) {
  attach(form);
  form.addEventListener("submit", (event) => event.preventDefault());
}
