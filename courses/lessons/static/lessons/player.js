/* Films and recordings in a lesson: captions of a recording in words below it, and, where the lesson asks for it, what was
 * played, in stretches of a few seconds. The server decides what of it counts. */

const STRETCH = 5000; // ms of film between two reports
const MOST = 40; // stretches kept while nothing can be sent

function showCues(player) {
  const place = player.parentElement.querySelector("[data-cue]");
  const track = player.textTracks[0];
  if (!place || !track) return;
  track.mode = "hidden"; // a recording has no picture to show them in
  track.addEventListener("cuechange", () => {
    place.textContent = [...track.activeCues].map((cue) => cue.text).join(" ");
  });
}

function measure(player, address, token, tell) {
  const film = { from: null, at: 0, unsent: [], busy: false };
  const place = () => Math.round(player.currentTime * 1000);

  async function send(parts) {
    film.busy = true;
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ parts }),
        keepalive: true,
      });
      film.busy = false;
      if (!answer.ok) return;
      tell(await answer.json());
      report();
    } catch {
      film.busy = false;
      film.unsent = [...parts, ...film.unsent].slice(-MOST);
    }
  }

  function close() {
    if (film.from !== null && film.at > film.from) film.unsent.push([film.from, film.at]);
    film.from = null;
  }

  function report() {
    if (film.busy || !film.unsent.length) return;
    const parts = film.unsent;
    film.unsent = [];
    send(parts);
  }

  player.addEventListener("playing", () => {
    if (film.from !== null) return;
    film.from = film.at = place();
    if (!film.unsent.length && !film.busy) send([]);
  });
  player.addEventListener("timeupdate", () => {
    if (film.from === null || player.seeking) return;
    film.at = place();
    if (film.at - film.from < STRETCH) return;
    film.unsent.push([film.from, film.at]);
    film.from = film.at;
    report();
  });
  for (const name of ["pause", "seeking", "ended"]) {
    player.addEventListener(name, () => {
      if (film.from !== null && !player.seeking) film.at = Math.max(film.at, place());
      close();
      report();
    });
  }
  player.addEventListener("seeked", () => { if (!player.paused) film.from = film.at = place(); });
  addEventListener("pagehide", () => { close(); report(); });
}

/** Starts every player of a lesson; `tell` gets the server's answers. */
export function watchPlayers(lesson, token, tell) {
  for (const player of lesson.querySelectorAll("[data-played]")) {
    showCues(player);
    if (lesson.dataset.watch) measure(player, lesson.dataset.watch.replace("ANCHOR", encodeURIComponent(player.dataset.played)), token, tell);
  }
}
