"""The columns of the workbook of money that no source makes: their names, and the headers of those it computes."""

FEUILLE = "Financement"
MOTIF, JUSTIFICATION = "motif_ecart", "justification_ecart"
LIBELLE, PREVU, EXECUTE, ECART, TAUX = "libelle", "total.prevu", "total.execute", "ecart", "taux"
CALCULS = {PREVU: "Total prévu", EXECUTE: "Total exécuté", ECART: "Écart", TAUX: "Exécuté / prévu"}
