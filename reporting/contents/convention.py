"""Who and when: the parts both documents share."""

from dataclasses import dataclass
from datetime import date

from nombres.formats import date_fr
from nombres.locutions import FEMININ, MASCULIN, Nom

# What older papers call the instrument, and the collectivité.
CONVENTION, DEPARTEMENT = Nom("convention", FEMININ), Nom("Département", MASCULIN)
ORGANES_MASCULINS = ("conseil", "bureau")


@dataclass(frozen=True, kw_only=True)
class ContenuSignataire:
    """One who signs: `partie` is "etat" or "departement"; the title is free text."""

    partie: str
    nom: str
    titre: str

    @property
    def designation(self) -> str:
        """Name and title, whichever are known."""
        return ", ".join(filter(None, (self.nom, self.titre)))


@dataclass(frozen=True, kw_only=True)
class ContenuDeliberation:
    """The vote of the collectivité: `organe` is "assemblée plénière", "bureau", "conseil municipal"…"""

    organe: str
    numero: str
    date_vote: date | None = None
    date_transmission: date | None = None

    @property
    def organe_en_phrase(self) -> str:
        """« de l’assemblée plénière », « de la commission permanente », « du conseil métropolitain »."""
        organe = self.organe[:1].lower() + self.organe[1:]
        return Nom(organe, MASCULIN if organe.startswith(ORGANES_MASCULINS) else FEMININ).du

    @property
    def reference(self) -> str:
        """« n° 12 de la commission permanente du 10 juillet 2020 »."""
        organe = self.organe_en_phrase if self.organe else "adoptée"
        le = f" du {date_fr(self.date_vote)}" if self.date_vote else ""
        return f"n°\u00a0{self.numero} {organe}{le}"

    @property
    def citation(self) -> str:
        """Its reference, and when the préfet was sent it."""
        if self.date_transmission is None:
            return self.reference
        return f"{self.reference}, transmise au préfet le {date_fr(self.date_transmission)}"


@dataclass(frozen=True, kw_only=True)
class ActeAnterieur:
    """A previous avenant of the convention, for the visas."""

    numero: str
    date_signature: date | None = None
    objet: str = ""
    deliberation: ContenuDeliberation | None = None

    def tell(self, instrument: Nom) -> str:
        """« l’avenant n° 1 à cette convention, signé le 3 mars 2020 (report), approuvé par la délibération n° 12… »."""
        dits = [f"l’avenant n°\u00a0{self.numero} à {instrument.ce}"]
        if self.date_signature:
            dits.append(f"signé le {date_fr(self.date_signature)}")
        if self.objet:
            dits[-1] += f" ({self.objet})"
        if self.deliberation:
            dits.append(f"approuvé par la délibération {self.deliberation.reference}")
        return ", ".join(dits)


@dataclass(frozen=True, kw_only=True)
class ContenuConvention:
    """The convention both documents belong to."""

    code: str
    dispositif: str  # "CALPAE"
    dispositif_libelle: str  # "Convention d'appui à la lutte contre la pauvreté…"
    collectivite: str  # "Département du Finistère": no article
    sans_article: bool = False  # is it written without one: "Bordeaux Métropole"?
    partie: Nom = DEPARTEMENT  # what its papers call it
    signataire: str = (
        ""  # who signed the convention, when another one succeeded it: "le Département du Bas-Rhin"
    )
    instrument: Nom = CONVENTION  # by its short name
    departement: str
    region: str
    date_signature: date | None = None
    signataires: tuple[ContenuSignataire, ...] = ()
    avenants: tuple[ActeAnterieur, ...] = ()  # signed before, oldest first

    @property
    def titulaire(self) -> Nom:
        """The collectivité by its whole name: « la Collectivité européenne d’Alsace »."""
        return Nom(self.collectivite, self.partie.genre, self.sans_article)

    @property
    def dispositif_en_phrase(self) -> Nom:
        """The name of the dispositif inside a sentence: « convention d’appui… »."""
        return Nom(self.dispositif_libelle[:1].lower() + self.dispositif_libelle[1:], self.instrument.genre)

    @property
    def contractant(self) -> str:
        """Who signed it beside the State: « le Département », or who did before the one it has now."""
        if not self.signataire:
            return self.partie.le
        return f"{self.signataire}, à qui a succédé {self.titulaire.le}"

    @property
    def visas(self) -> tuple[str, ...]:
        """Those of the avenants signed before."""
        return tuple(acte.tell(self.instrument) for acte in self.avenants)


@dataclass(frozen=True, kw_only=True)
class ContenuExercice:
    """The year reported or amended, and the référentiel that judges it."""

    annee: int
    regime: str  # "civile" or "glissante"
    debut: date
    fin: date
    referentiel: str  # its code: "2021-03-19"
    reference: str  # its full reference: "Instruction n° … du 19 mars 2021"
    prolonge_au: date | None = None  # execution extended to this date
    arrete_au: date | None = None  # the day its figures speak of, when it is not `fin`

    @property
    def date_dite(self) -> date:
        """The day its figures speak of."""
        return self.arrete_au or self.fin


@dataclass(frozen=True, kw_only=True)
class Texte:
    """A titled text of the référentiel, placeholders filled; a blank line separates paragraphs."""

    code: str
    titre: str
    texte: str
