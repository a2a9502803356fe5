// An entry grid, of indicators or of amounts: drafts kept as one types, results told by the server, keyboard, paste of a
// block. A row is a <tr data-code>; what it has to say stands in #signaux-<code>; a field that is typed has data-initiale,
// its stored text. The page works without this file. No figure is computed here.

/** @type {HTMLFormElement} */
const grille = document.querySelector("form[data-grille]");
const rangees = /** @type {HTMLTableRowElement[]} */ ([...grille.querySelectorAll("tr[data-code]")]);
/** @param {string} selecteur @returns {(rangee: Element) => HTMLInputElement[]} */
const listBy = (selecteur) => (rangee) => /** @type {HTMLInputElement[]} */ ([...rangee.querySelectorAll(selecteur)]);
const listChiffres = listBy("input[inputmode=decimal]");
const listChamps = listBy("[data-initiale]");
/** @param {string} nom of a field or a button */
const findElement = (nom) => /** @type {HTMLInputElement} */ (grille.elements.namedItem(nom));
// Of no row, and yet the rules speak of them.
const listChampsCalcules = listBy("[data-calcul]")(grille);
const rangeesSaisies = rangees.filter((rangee) => listChiffres(rangee).length);
/** @param {HTMLInputElement} champ */
const readTexte = (champ) => (champ.type === "checkbox" ? (champ.checked ? "on" : "") : champ.value);
/** @param {string} id */
const findPlace = (id) => document.getElementById(id);
/** @param {string} id @param {string} texte */
const tell = (id, texte) => { findPlace(id).textContent = texte; };

findPlace("aide-clavier").hidden = false;
for (const bouton of grille.querySelectorAll("[data-neant]")) bouton.removeAttribute("hidden");

// --- 1. What is typed is kept as a draft, and the server answers what it makes ------------------------------------

const DELAI = 1000; // milliseconds after the last key
const PERDU = "Le brouillon n’est pas gardé : le site ne répond pas. Gardez cette page ouverte : "
  + "il sera envoyé de nouveau dès que vous y reviendrez ou que vous taperez autre chose.";
const SESSION = "Le brouillon n’est pas gardé : votre session a pris fin. Connectez-vous dans un autre onglet, "
  + "puis revenez à cette page : ce que vous avez saisi sera gardé aussitôt.";
/** @type {number | undefined} */
let minuteur; // a draft to send
/** @type {Promise<void> | undefined} */
let envoi; // a draft being sent
let perdu = ""; // why the last one was not kept
let parti = false; // the page itself is being sent

// Only the rows that differ from what is stored: the others follow what everybody else saves.
function makeCorps() {
  const corps = new FormData();
  // A login in another tab turns the token: the cookie has the new one.
  const jeton = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  corps.append("csrfmiddlewaretoken", jeton ?? findElement("csrfmiddlewaretoken").value);
  corps.append("compte_de_la_page", findElement("compte_de_la_page").value);
  for (const rangee of rangeesSaisies) {
    if (!listChamps(rangee).some((champ) => readTexte(champ) !== champ.dataset.initiale)) continue;
    /** @type {NodeListOf<HTMLInputElement>} */
    const champs = rangee.querySelectorAll("input, select, textarea");
    for (const champ of champs) {
      if (champ.type !== "checkbox" || champ.checked) corps.append(champ.name, champ.value);
    }
  }
  for (const champ of listChampsCalcules) corps.append(champ.name, champ.value);
  return corps;
}

function planEnvoi() {
  clearTimeout(minuteur);
  minuteur = setTimeout(keepBrouillon, DELAI);
}

// One at a time: a slow answer never comes after, nor over, a newer one.
async function keepBrouillon() {
  clearTimeout(minuteur);
  minuteur = undefined;
  if (envoi) return planEnvoi();
  envoi = sendBrouillon();
  await envoi;
  envoi = undefined;
}

async function sendBrouillon() {
  try {
    /** @type {RequestInit} */
    const options = { method: "POST", body: makeCorps(), redirect: "manual", keepalive: document.hidden };
    const reponse = await fetch(grille.dataset.grille, options);
    if (reponse.ok) showReponse(await reponse.text());
    perdu = reponse.ok ? "" : reponse.status === 403 || reponse.type === "opaqueredirect" ? SESSION : PERDU;
  } catch {
    perdu = PERDU;
  }
  if (findPlace("brouillon-perdu").textContent !== perdu) tell("brouillon-perdu", perdu);
}

/** @param {string} html what the page says of each row, by the id of its place */
function showReponse(html) {
  /** @type {HTMLTableRowElement} */
  const rangee = document.activeElement.closest("tr[data-code]");
  const signaux = rangee && findPlace(`signaux-${rangee.dataset.code}`);
  const avant = signaux?.textContent;
  const pieces = /** @type {HTMLElement[]} */ ([...new DOMParser().parseFromString(html, "text/html").body.children]);
  for (const piece of pieces) {
    const lieu = findPlace(piece.id);
    if (!lieu) continue;
    if (lieu.innerHTML !== piece.innerHTML) lieu.replaceChildren(...piece.childNodes);
    if (piece.dataset.invalides !== undefined) lieu.dataset.invalides = piece.dataset.invalides;
    if (piece.dataset.ouvrir !== undefined) lieu.closest("tr").querySelector("details").open = true;
  }
  markInvalides();
  if (signaux && signaux.textContent !== avant) tell("lecture", signaux.textContent.trim());
}

function markInvalides() {
  /** @type {NodeListOf<HTMLElement>} */
  const lieux = grille.querySelectorAll("[data-invalides]");
  for (const lieu of lieux) {
    const noms = lieu.dataset.invalides.split(" ");
    for (const champ of listChamps(lieu.closest("tr"))) {
      if (noms.includes(champ.name)) champ.setAttribute("aria-invalid", "true");
      else champ.removeAttribute("aria-invalid");
    }
  }
}

markInvalides();
if (document.querySelector("[data-erreurs]")) keepBrouillon();
addEventListener("online", keepBrouillon);
document.addEventListener("visibilitychange", () => { if (document.hidden ? minuteur : perdu) keepBrouillon(); });
addEventListener("focus", () => { if (perdu) keepBrouillon(); });
addEventListener("beforeunload", (evenement) => {
  if (parti || !(minuteur || envoi || perdu)) return;
  if (minuteur) keepBrouillon();
  evenement.preventDefault();
});
// « Back » may bring the page as it was left, long ago.
addEventListener("pageshow", (evenement) => { if (evenement.persisted) location.reload(); });
addEventListener("submit", (evenement) => {
  // The form that ends the draft; any other one leaves the page like a link does.
  const formulaire = /** @type {HTMLFormElement} */ (evenement.target);
  if (formulaire !== grille) return;
  clearTimeout(minuteur);
  minuteur = undefined;
  if (envoi) {
    // A draft on its way must not arrive after what it is a draft of.
    evenement.preventDefault();
    envoi.then(() => formulaire.requestSubmit(evenement.submitter));
  } else {
    parti = true;
  }
});

// --- 2. What a change of one field says of the others of its row --------------------------------------------------

grille.addEventListener("input", (evenement) => {
  const champ = /** @type {HTMLInputElement} */ (evenement.target);
  const rangee = champ.closest("tr[data-code]");
  if (listChampsCalcules.includes(champ)) planEnvoi();
  if (!rangee) return; // not a figure: the name of one more column
  /** @type {HTMLInputElement} */
  const confirme = rangee.querySelector("[name$=-confirme]");
  /** @type {HTMLInputElement} */
  const etat = rangee.querySelector("[name$=-etat]");
  if (confirme && champ === confirme) {
    if (confirme.checked && etat.value === "provisoire") etat.value = "renseigne";
    else if (!confirme.checked && etat.value === "renseigne") etat.value = "provisoire";
  } else if (confirme && champ.inputMode === "decimal" && champ.value !== champ.defaultValue) {
    // Typing over a copied figure confirms it.
    if (etat.value === "provisoire") etat.value = "renseigne";
  }
  if (etat) followEtat(champ, etat);
  planEnvoi();
});

// « Vide » beside a number contradicts it: the état follows what is typed, until somebody chooses it.
/** @param {HTMLInputElement} champ @param {HTMLInputElement} etat */
function followEtat(champ, etat) {
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

/** @param {HTMLInputElement} champ @param {string} texte */
function change(champ, texte) {
  if (champ.value === texte) return;
  champ.value = texte;
  champ.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {Element} rangee */
function declareNeant(rangee) {
  change(rangee.querySelector("[name$=-etat]"), "neant");
  for (const champ of listChiffres(rangee)) {
    if (/-(numerateur|hors_delai)$/.test(champ.name)) change(champ, "0");
    else if (/-(mediane|moyenne)_jours$/.test(champ.name)) change(champ, "");
  }
  keepBrouillon();
}

grille.addEventListener("click", (evenement) => {
  const bouton = /** @type {Element} */ (evenement.target).closest("[data-neant]");
  if (bouton) declareNeant(bouton.closest("tr"));
});

// --- 3. Keyboard --------------------------------------------------------------------------------------------------

/** @param {HTMLInputElement} champ */
function goTo(champ) {
  champ.focus();
  champ.select?.();
}

/** @param {HTMLInputElement} champ @param {number} pas rows to go down, or up; below the last one is the button */
function findDessous(champ, pas) {
  const rangee = champ.closest("tr");
  const vers = rangeesSaisies[rangeesSaisies.indexOf(rangee) + pas];
  if (!vers) return pas > 0 ? findElement("envoyer") : champ;
  const cases = listChiffres(vers);
  return cases[Math.min(listChiffres(rangee).indexOf(champ), cases.length - 1)];
}

/** @param {HTMLInputElement} champ @param {number} pas cells to the right; undefined while the cursor moves in the text */
function findCote(champ, pas) {
  const cases = listChiffres(champ.closest("tr"));
  const bout = pas > 0 ? champ.value.length : 0;
  const auBout = champ.selectionStart === bout && champ.selectionEnd === bout;
  return auBout ? cases[cases.indexOf(champ) + pas] : undefined;
}

/** @type {Record<string, (champ: HTMLInputElement) => HTMLInputElement | undefined>} */
const TOUCHES = {
  ArrowUp: (champ) => findDessous(champ, -1),
  ArrowDown: (champ) => findDessous(champ, 1),
  Enter: (champ) => findDessous(champ, 1),
  ArrowLeft: (champ) => findCote(champ, -1),
  ArrowRight: (champ) => findCote(champ, 1),
};

grille.addEventListener("keydown", (evenement) => {
  const champ = /** @type {HTMLInputElement} */ (evenement.target);
  const rangee = champ.closest("tr[data-code]");
  if (evenement.isComposing) return;
  if (evenement.key === "Enter" && champ.dataset.entree) {
    // Its own button, not the first one of the form.
    evenement.preventDefault();
    findPlace(champ.dataset.entree).click();
  }
  if (!rangee) return;
  tell("annonce", "");
  // The key that bears the 0, Shift or not (AZERTY); the keypad stays free for the Alt codes of Windows, AltGr for @.
  const alt = evenement.altKey && !evenement.ctrlKey && !evenement.metaKey && !evenement.getModifierState("AltGraph");
  if (alt && evenement.code === "Digit0" && rangee.querySelector("[data-neant]")) {
    evenement.preventDefault();
    declareNeant(rangee);
  } else if (evenement.key === "Escape" && champ.dataset.initiale !== undefined && champ.type !== "checkbox") {
    if (champ.value !== champ.dataset.initiale) tell("lecture", "Valeur enregistrée remise.");
    change(champ, champ.dataset.initiale);
  } else if (champ.inputMode === "decimal" && !evenement.altKey && !evenement.ctrlKey && !evenement.metaKey
    && !evenement.shiftKey) {
    const vers = TOUCHES[evenement.key]?.(champ);
    if (!vers) return;
    evenement.preventDefault();
    goTo(vers);
  }
});

// --- 4. Paste of a block of cells ---------------------------------------------------------------------------------

/** @param {number} nombre @param {string} un @param {string} plusieurs */
const count = (nombre, un, plusieurs) => `${nombre} ${nombre > 1 ? plusieurs : un}`;

grille.addEventListener("paste", (evenement) => {
  const depart = /** @type {HTMLInputElement} */ (evenement.target);
  const texte = evenement.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (depart.inputMode !== "decimal" || !/[\t\n]/.test(texte)) return;
  evenement.preventDefault();
  const haut = rangeesSaisies.indexOf(depart.closest("tr"));
  const gauche = listChiffres(depart.closest("tr")).indexOf(depart);
  let remplies = 0;
  /** @type {string[]} */
  const reste = [];
  texte.split("\n").forEach((ligne, y) => ligne.split("\t").forEach((brut, x) => {
    const cellule = brut.trim();
    if (!cellule) return; // an empty cell erases nothing
    const rangee = rangeesSaisies[haut + y];
    const champ = rangee && listChiffres(rangee)[gauche + x];
    if (!champ) return reste.push(cellule);
    change(champ, cellule);
    remplies += 1;
  }));
  const debord = reste.length
    ? ` ${count(reste.length, "ne tient pas", "ne tiennent pas")} dans la grille : ${reste.slice(0, 5).join(" ; ")}`
      + `${reste.length > 5 ? "…" : "."}`
    : "";
  tell("annonce", `${count(remplies, "case remplie", "cases remplies")}.${debord}`);
  keepBrouillon();
});
