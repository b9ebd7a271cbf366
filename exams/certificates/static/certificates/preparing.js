// Waits for the file of a certificate and loads the page again when it is there; asks ever more seldom.
const note = document.getElementById("preparing");
let pause = 1000;

async function ask() {
  try {
    const answer = await fetch(note.dataset.stateUrl, { headers: { Accept: "application/json" } });
    if (answer.ok && (await answer.json()).state !== "preparing") {
      location.reload();
      return;
    }
  } catch {
    // Offline: the link below the note still works, and the next question may come through.
  }
  pause = Math.min(pause * 1.5, 15000);
  setTimeout(ask, pause);
}

if (note) setTimeout(ask, pause);
