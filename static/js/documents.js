// Documents whose pages are being drawn: asked for twice a second, and their part of the page brought up to date when they
// are there. What is typed elsewhere on the page stays. Without this file, the page is reloaded by its link.
const PERIODE = 500; // milliseconds
const SELECTEUR = "[data-attendu]";

/** @param {string} adresse @param {string} type what is accepted; throws on any answer but a good one */
async function ask(adresse, type) {
  const reponse = await fetch(adresse, { headers: { Accept: type } });
  if (!reponse.ok) throw new Error(`${reponse.status}`);
  return reponse;
}

async function refreshPage() {
  const page = await (await ask(location.pathname, "text/html")).text();
  const nouvelle = new DOMParser().parseFromString(page, "text/html");
  for (const partie of document.querySelectorAll("[data-a-jour]")) {
    // A form being filled in is left alone.
    const neuve = nouvelle.getElementById(partie.id);
    if (neuve && !partie.querySelector("form :focus")) partie.replaceWith(document.adoptNode(neuve));
  }
  hideLiens();
  announce("Le document est prêt, ou dit pourquoi il ne l’est pas.");
}

/** @param {string} texte */
function announce(texte) {
  const annonce = document.querySelector("[data-annonce-documents]");
  if (annonce) annonce.textContent = texte;
}

function hideLiens() {
  for (const lien of document.querySelectorAll("[data-sans-script]")) lien.toggleAttribute("hidden", true);
}

/** @returns {Promise<void>} */
async function follow() {
  /** @type {HTMLElement} */
  const attendu = document.querySelector(SELECTEUR);
  if (!attendu) return;
  let attente = PERIODE;
  try {
    const { fini } = await (await ask(attendu.dataset.attendu, "application/json")).json();
    if (fini && "ouvrir" in attendu.dataset) return void location.reload();
    if (fini) await refreshPage();
  } catch {
    attente = 10 * PERIODE; // a network that fails once is asked again, more slowly
  }
  setTimeout(follow, attente);
}

hideLiens();
setTimeout(follow, PERIODE);
