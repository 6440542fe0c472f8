// The strip of frames under the player: a click goes there, a line shows where we are.

const player = document.getElementById("player");
const film = document.getElementById("film");

if (player && film) {
  const length = () => (Number.isFinite(player.duration) ? player.duration : Number(film.dataset.duration));

  film.addEventListener("click", (event) => {
    const place = film.getBoundingClientRect();
    const target = ((event.clientX - place.left) / place.width) * length();
    const go = () => {
      player.currentTime = target;
      player.play();
    };
    if (player.readyState >= HTMLMediaElement.HAVE_METADATA) {
      go();
      return;
    }
    player.addEventListener("loadedmetadata", go, { once: true });
    player.load();
    player.preload = "auto";
  });

  player.addEventListener("timeupdate", () => {
    document.getElementById("film-at").value = (player.currentTime / length()) * 1000;
  });
}
