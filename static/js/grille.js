// An entry grid, of indicators or of amounts: drafts kept as one types, results told by the server, keyboard, paste of a
// block. A row is a <tr data-code>; what it has to say stands in #signaux-<code>; a field that is typed has data-initiale,
// its stored text. The page works without this file. No figure is computed here.

const grille = document.querySelector("form[data-grille]");
const rangees = [...grille.querySelectorAll("tr[data-code]")];
const lireChiffres = (rangee) => [...rangee.querySelectorAll("input[inputmode=decimal]")];
const lireChamps = (rangee) => [...rangee.querySelectorAll("[data-initiale]")];
const rangeesSaisies = rangees.filter((rangee) => lireChiffres(rangee).length);
const lireTexte = (champ) => (champ.type === "checkbox" ? (champ.checked ? "on" : "") : champ.value);
const place = (id) => document.getElementById(id);
const dire = (id, texte) => { place(id).textContent = texte; };

place("aide-clavier").hidden = false;
for (const bouton of grille.querySelectorAll("[data-neant]")) bouton.hidden = false;

// --- 1. What is typed is kept as a draft, and the server answers what it makes ------------------------------------

const DELAI = 1000; // milliseconds after the last key
const PERDU = "Le brouillon n’est pas gardé : le site ne répond pas. Gardez cette page ouverte : "
  + "il sera envoyé de nouveau dès que vous y reviendrez ou que vous taperez autre chose.";
const SESSION = "Le brouillon n’est pas gardé : votre session a pris fin. Connectez-vous dans un autre onglet, "
  + "puis revenez à cette page : ce que vous avez saisi sera gardé aussitôt.";
let minuteur; // a draft to send
let envoi; // a draft being sent
let perdu = ""; // why the last one was not kept
let parti = false; // the page itself is being sent

// Only the rows that differ from what is stored: the others follow what everybody else saves.
function makeCorps() {
  const corps = new FormData();
  // A login in another tab turns the token: the cookie has the new one.
  const jeton = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  corps.append("csrfmiddlewaretoken", jeton ?? grille.elements.csrfmiddlewaretoken.value);
  corps.append("compte_de_la_page", grille.elements.compte_de_la_page.value);
  for (const rangee of rangeesSaisies) {
    if (!lireChamps(rangee).some((champ) => lireTexte(champ) !== champ.dataset.initiale)) continue;
    for (const champ of rangee.querySelectorAll("input, select, textarea")) {
      if (champ.type !== "checkbox" || champ.checked) corps.append(champ.name, champ.value);
    }
  }
  return corps;
}

function noter() {
  clearTimeout(minuteur);
  minuteur = setTimeout(garder, DELAI);
}

// One at a time: a slow answer never comes after, nor over, a newer one.
async function garder() {
  clearTimeout(minuteur);
  minuteur = undefined;
  if (envoi) return noter();
  envoi = envoyer();
  await envoi;
  envoi = undefined;
}

async function envoyer() {
  try {
    const options = { method: "POST", body: makeCorps(), redirect: "manual", keepalive: document.hidden };
    const reponse = await fetch(grille.dataset.grille, options);
    if (reponse.ok) montrer(await reponse.text());
    perdu = reponse.ok ? "" : reponse.status === 403 || reponse.type === "opaqueredirect" ? SESSION : PERDU;
  } catch {
    perdu = PERDU;
  }
  if (place("brouillon-perdu").textContent !== perdu) dire("brouillon-perdu", perdu);
}

function montrer(html) {
  const rangee = document.activeElement.closest("tr[data-code]");
  const signaux = rangee && place(`signaux-${rangee.dataset.code}`);
  const avant = signaux?.textContent;
  for (const piece of new DOMParser().parseFromString(html, "text/html").body.children) {
    const lieu = place(piece.id);
    if (!lieu) continue;
    if (lieu.innerHTML !== piece.innerHTML) lieu.replaceChildren(...piece.childNodes);
    if (piece.dataset.invalides !== undefined) lieu.dataset.invalides = piece.dataset.invalides;
    if (piece.dataset.ouvrir !== undefined) lieu.closest("tr").querySelector("details").open = true;
  }
  marquer();
  if (signaux && signaux.textContent !== avant) dire("lecture", signaux.textContent.trim());
}

function marquer() {
  for (const lieu of grille.querySelectorAll("[data-invalides]")) {
    const noms = lieu.dataset.invalides.split(" ");
    for (const champ of lireChamps(lieu.closest("tr"))) {
      if (noms.includes(champ.name)) champ.setAttribute("aria-invalid", "true");
      else champ.removeAttribute("aria-invalid");
    }
  }
}

marquer();
if (document.querySelector("[data-erreurs]")) garder();
addEventListener("online", garder);
document.addEventListener("visibilitychange", () => { if (document.hidden ? minuteur : perdu) garder(); });
addEventListener("focus", () => { if (perdu) garder(); });
addEventListener("beforeunload", (evenement) => {
  if (parti || !(minuteur || envoi || perdu)) return;
  if (minuteur) garder();
  evenement.preventDefault();
});
// « Back » may bring the page as it was left, long ago.
addEventListener("pageshow", (evenement) => { if (evenement.persisted) location.reload(); });
addEventListener("submit", (evenement) => {
  // The form that ends the draft; any other one leaves the page like a link does.
  if (!evenement.target.matches("[data-grille]")) return;
  clearTimeout(minuteur);
  minuteur = undefined;
  if (envoi) {
    // A draft on its way must not arrive after what it is a draft of.
    evenement.preventDefault();
    envoi.then(() => evenement.target.requestSubmit(evenement.submitter));
  } else {
    parti = true;
  }
});

// --- 2. What a change of one field says of the others of its row --------------------------------------------------

grille.addEventListener("input", (evenement) => {
  const champ = evenement.target;
  const rangee = champ.closest("tr[data-code]");
  if (!rangee) return; // not a figure: the name of one more column
  const confirme = rangee.querySelector("[name$=-confirme]");
  const etat = rangee.querySelector("[name$=-etat]");
  if (confirme && champ === confirme) {
    if (confirme.checked && etat.value === "provisoire") etat.value = "renseigne";
    else if (!confirme.checked && etat.value === "renseigne") etat.value = "provisoire";
  } else if (confirme && champ.inputMode === "decimal" && champ.value !== champ.defaultValue) {
    // Typing over a copied figure confirms it.
    if (etat.value === "provisoire") etat.value = "renseigne";
  }
  if (etat) suivreEtat(champ, etat);
  noter();
});

// « Vide » beside a number contradicts it: the état follows what is typed, until somebody chooses it.
function suivreEtat(champ, etat) {
  if (champ === etat) delete etat.dataset.suit;
  if (!champ.name.endsWith("-numerateur")) return;
  const rempli = champ.value.trim() !== "";
  if (rempli && ["", "vide"].includes(etat.value)) {
    etat.value = "renseigne";
    etat.dataset.suit = "";
  } else if (!rempli && "suit" in etat.dataset) {
    etat.value = "vide";
  }
}

function change(champ, texte) {
  if (champ.value === texte) return;
  champ.value = texte;
  champ.dispatchEvent(new Event("input", { bubbles: true }));
}

function declareNeant(rangee) {
  change(rangee.querySelector("[name$=-etat]"), "neant");
  for (const champ of lireChiffres(rangee)) {
    if (/-(numerateur|hors_delai)$/.test(champ.name)) change(champ, "0");
    else if (champ.name.endsWith("-mediane_jours")) change(champ, "");
  }
  garder();
}

grille.addEventListener("click", (evenement) => {
  const bouton = evenement.target.closest("[data-neant]");
  if (bouton) declareNeant(bouton.closest("tr"));
});

// --- 3. Keyboard --------------------------------------------------------------------------------------------------

function aller(champ) {
  champ.focus();
  champ.select?.();
}

function descendre(champ, pas) {
  const rangee = champ.closest("tr");
  const vers = rangeesSaisies[rangeesSaisies.indexOf(rangee) + pas];
  if (!vers) return pas > 0 ? grille.elements.envoyer : champ;
  const cases = lireChiffres(vers);
  return cases[Math.min(lireChiffres(rangee).indexOf(champ), cases.length - 1)];
}

function longer(champ, pas) {
  const cases = lireChiffres(champ.closest("tr"));
  const bout = pas > 0 ? champ.value.length : 0;
  const auBout = champ.selectionStart === bout && champ.selectionEnd === bout;
  return auBout ? cases[cases.indexOf(champ) + pas] : undefined;
}

const TOUCHES = {
  ArrowUp: (champ) => descendre(champ, -1),
  ArrowDown: (champ) => descendre(champ, 1),
  Enter: (champ) => descendre(champ, 1),
  ArrowLeft: (champ) => longer(champ, -1),
  ArrowRight: (champ) => longer(champ, 1),
};

grille.addEventListener("keydown", (evenement) => {
  const champ = evenement.target;
  const rangee = champ.closest("tr[data-code]");
  if (evenement.isComposing) return;
  if (evenement.key === "Enter" && champ.dataset.entree) {
    // Its own button, not the first one of the form.
    evenement.preventDefault();
    place(champ.dataset.entree).click();
  }
  if (!rangee) return;
  dire("annonce", "");
  // The key that bears the 0, Shift or not (AZERTY); the keypad stays free for the Alt codes of Windows, AltGr for @.
  const alt = evenement.altKey && !evenement.ctrlKey && !evenement.metaKey && !evenement.getModifierState("AltGraph");
  if (alt && evenement.code === "Digit0" && rangee.querySelector("[data-neant]")) {
    evenement.preventDefault();
    declareNeant(rangee);
  } else if (evenement.key === "Escape" && champ.dataset.initiale !== undefined && champ.type !== "checkbox") {
    if (champ.value !== champ.dataset.initiale) dire("lecture", "Valeur enregistrée remise.");
    change(champ, champ.dataset.initiale);
  } else if (champ.inputMode === "decimal" && !evenement.altKey && !evenement.ctrlKey && !evenement.metaKey
    && !evenement.shiftKey) {
    const vers = TOUCHES[evenement.key]?.(champ);
    if (!vers) return;
    evenement.preventDefault();
    aller(vers);
  }
});

// --- 4. Paste of a block of cells ---------------------------------------------------------------------------------

const accorder = (nombre, un, plusieurs) => `${nombre} ${nombre > 1 ? plusieurs : un}`;

grille.addEventListener("paste", (evenement) => {
  const depart = evenement.target;
  const texte = evenement.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (depart.inputMode !== "decimal" || !/[\t\n]/.test(texte)) return;
  evenement.preventDefault();
  const haut = rangeesSaisies.indexOf(depart.closest("tr"));
  const gauche = lireChiffres(depart.closest("tr")).indexOf(depart);
  let remplies = 0;
  const reste = [];
  texte.split("\n").forEach((ligne, y) => ligne.split("\t").forEach((brut, x) => {
    const cellule = brut.trim();
    if (!cellule) return; // an empty cell erases nothing
    const rangee = rangeesSaisies[haut + y];
    const champ = rangee && lireChiffres(rangee)[gauche + x];
    if (!champ) return reste.push(cellule);
    change(champ, cellule);
    remplies += 1;
  }));
  const debord = reste.length
    ? ` ${accorder(reste.length, "ne tient pas", "ne tiennent pas")} dans la grille : ${reste.slice(0, 5).join(" ; ")}`
      + `${reste.length > 5 ? "…" : "."}`
    : "";
  dire("annonce", `${accorder(remplies, "case remplie", "cases remplies")}.${debord}`);
  garder();
});
