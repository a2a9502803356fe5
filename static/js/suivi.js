// The progress of a work behind the requests, asked twice a second; the page is the same, reloaded, without this file.
/** @type {HTMLElement} */
const suivi = document.querySelector("[data-suivi]");
const barre = suivi.querySelector("progress");
const lignes = suivi.querySelector("[data-lignes]");
const titre = suivi.querySelector("h2");
const annonce = suivi.querySelector("[role=status]");
const nombre = new Intl.NumberFormat("fr-FR");
const PERIODE = 500; // milliseconds
let dixieme = 0;

suivi.querySelector("[data-sans-script]").toggleAttribute("hidden", true);

// « Annuler » is on its way: a reload would cross it.
let quitte = false;
addEventListener("submit", () => { quitte = true; });

async function ask() {
  const reponse = await fetch(suivi.dataset.suivi, { headers: { Accept: "application/json" } });
  if (!reponse.ok) throw new Error(`${reponse.status}`);
  const { etat, avancement, lignes: lues, fini } = await reponse.json();
  if (quitte) return;
  if (fini) {
    location.reload();
    return;
  }
  // Pages that are drawn have no lines to count.
  if (barre) {
    barre.value = avancement;
    lignes.textContent = nombre.format(lues);
  }
  if (etat === "en_cours") titre.textContent = suivi.dataset.enCours;
  // Said aloud every tenth only: a reader of the screen has better to do than to listen to a counter.
  if (Math.floor(avancement / 100) !== dixieme) {
    dixieme = Math.floor(avancement / 100);
    annonce.textContent = `${dixieme * 10} % ${suivi.dataset.dit}`;
  }
  setTimeout(ask, PERIODE);
}

// A network that fails once is asked again, more slowly.
function follow() {
  ask().catch(() => setTimeout(follow, 5000));
}
setTimeout(follow, PERIODE);
