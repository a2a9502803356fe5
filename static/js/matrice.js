// The heat map of a dashboard: each figure leads to the place it comes from, the table is one stop of the keyboard, and the
// arrows move in it. Without this file the cells of a small table are links; those of a large one are reached by its row.

const matrice = /** @type {HTMLTableElement | null} */ (document.querySelector("table[data-place]"));
const VIDE = "v"; // the class of a cell that has no figure
const MOTS = { o: "cible atteinte", m: "cible manquée", e: "compté autrement" };
const PAS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** @param {HTMLTableElement} table */
function makeLiens(table) {
  const entetes = /** @type {HTMLElement[]} */ ([...table.querySelectorAll("th[data-i]")]);
  const place = /** @type {string} */ (table.dataset.place);
  for (const rangee of /** @type {NodeListOf<HTMLTableRowElement>} */ (table.querySelectorAll("tr[data-c]"))) {
    const cellules = [...rangee.cells].slice(-entetes.length);
    if (cellules.length < entetes.length || rangee.cells.length <= entetes.length) continue;
    const convention = encodeURIComponent(/** @type {string} */ (rangee.dataset.c));
    cellules.forEach((cellule, rang) => {
      if (cellule.className === VIDE || cellule.querySelector("a")) return;
      const [axe, code] = /** @type {string} */ (entetes[rang].dataset.i).split("/").map(encodeURIComponent);
      const lien = document.createElement("a");
      lien.href = place.replace("-c-", convention).replace("-a-", axe).replace("-i-", code);
      lien.append(...cellule.childNodes);
      const mots = MOTS[/** @type {keyof typeof MOTS} */ (cellule.className)];
      if (mots) {
        const dits = document.createElement("span");
        dits.className = "fr-sr-only";
        dits.textContent = `, ${mots}`;
        lien.append(dits);
      }
      cellule.append(lien);
    });
  }
}

/** @param {HTMLTableElement} table */
function followClavier(table) {
  const corps = table.tBodies[0];
  const liens = /** @type {HTMLAnchorElement[]} */ ([...corps.querySelectorAll("a")]);
  liens.slice(1).forEach((lien) => { lien.tabIndex = -1; });
  corps.addEventListener("keydown", (evenement) => {
    const pas = PAS[/** @type {keyof typeof PAS} */ (evenement.key)];
    const cellule = /** @type {Element} */ (evenement.target).closest("th, td");
    if (!pas || !cellule || evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    evenement.preventDefault();
    const vers = findLien(corps, /** @type {HTMLTableCellElement} */ (cellule), pas);
    if (!vers) return;
    for (const lien of corps.querySelectorAll("a[tabindex='0'], a:not([tabindex])")) {
      /** @type {HTMLAnchorElement} */ (lien).tabIndex = -1;
    }
    vers.tabIndex = 0;
    vers.focus();
    cellule.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

// The next link that way, whatever holds none between.
/** @param {HTMLTableSectionElement} corps @param {HTMLTableCellElement} cellule @param {number[]} pas */
function findLien(corps, cellule, [lignes, colonnes]) {
  let rangee = /** @type {HTMLTableRowElement} */ (cellule.parentElement).sectionRowIndex + lignes;
  let rang = cellule.cellIndex + colonnes;
  while (corps.rows[rangee] && rang >= 0 && rang < 1000) {
    const lien = corps.rows[rangee].cells[rang]?.querySelector("a");
    if (lien) return lien;
    if (colonnes && !corps.rows[rangee].cells[rang]) return null;
    rangee += lignes;
    rang += colonnes;
  }
  return null;
}

if (matrice) {
  makeLiens(matrice);
  followClavier(matrice);
}
