// Documents whose pages are being drawn: asked for twice a second, and their part of the page brought up to date when they
// are there. What is typed elsewhere on the page stays. Without this file, the page is reloaded by its link.
const PERIODE = 500; // milliseconds
const SELECTEUR = "[data-attendu]";

async function demander(adresse, type) {
  const reponse = await fetch(adresse, { headers: { Accept: type } });
  if (!reponse.ok) throw new Error(`${reponse.status}`);
  return reponse;
}

async function mettreAJour() {
  const page = await (await demander(location.pathname, "text/html")).text();
  const nouvelle = new DOMParser().parseFromString(page, "text/html");
  for (const partie of document.querySelectorAll("[data-a-jour]")) {
    // A form being filled in is left alone.
    const neuve = nouvelle.getElementById(partie.id);
    if (neuve && !partie.querySelector("form :focus")) partie.replaceWith(document.adoptNode(neuve));
  }
  cacherLiens();
  annoncer("Le document est prêt, ou dit pourquoi il ne l’est pas.");
}

function annoncer(texte) {
  const annonce = document.querySelector("[data-annonce-documents]");
  if (annonce) annonce.textContent = texte;
}

function cacherLiens() {
  document.querySelectorAll("[data-sans-script]").forEach((lien) => { lien.hidden = true; });
}

async function suivre() {
  const attendu = document.querySelector(SELECTEUR);
  if (!attendu) return;
  let attente = PERIODE;
  try {
    const { fini } = await (await demander(attendu.dataset.attendu, "application/json")).json();
    if (fini && "ouvrir" in attendu.dataset) return void location.reload();
    if (fini) await mettreAJour();
  } catch {
    attente = 10 * PERIODE; // a network that fails once is asked again, more slowly
  }
  setTimeout(suivre, attente);
}

cacherLiens();
setTimeout(suivre, PERIODE);
