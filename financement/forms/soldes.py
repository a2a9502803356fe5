"""Which of last year's balances are carried over."""

from django import forms

from financement.queries.soldes import CELLULE
from saisie.champs import EurosField


class SoldesForm(forms.Form):
    """One box per balance that has somewhere to go, with the two amounts the page showed."""

    def __init__(self, *args, soldes, **kwargs):
        super().__init__(*args, **kwargs)
        self.soldes = soldes
        for solde in self._proposables:
            pk, numero = solde.action.pk, solde.action.numero
            libelle = f"Reporter sur {numero}" if solde.deja is None else f"Remplacer le report de {numero}"
            self.fields[f"reporter-{pk}"] = forms.BooleanField(
                label=libelle, required=False, initial=not solde.is_a_remplacer
            )
            for quoi, montant in (("solde", solde.montant), ("vu", solde.deja)):
                self.fields[f"{quoi}-{pk}"] = EurosField(initial=montant, widget=forms.HiddenInput)

    @property
    def _proposables(self):
        return [solde for solde in self.soldes if solde.is_proposable]

    @property
    def lignes(self):
        """(balance, its box or None, its two hidden amounts) as the page draws them."""
        for solde in self.soldes:
            pk = solde.action.pk if solde.is_proposable else None
            champs = [self[f"{quoi}-{pk}"] for quoi in ("solde", "vu")] if pk else []
            yield solde, self[f"reporter-{pk}"] if pk else None, champs

    def clean(self):
        donnees = super().clean()
        for solde in self._proposables:
            if donnees.get(f"solde-{solde.action.pk}") != solde.montant and self._is_choisi(solde):
                self.add_error(
                    None,
                    f"Le solde de {solde.precedente.numero} a changé pendant votre lecture\u00a0: relisez-le.",
                )
        if not self.errors and not any(self._is_choisi(solde) for solde in self._proposables):
            self.add_error(None, "Cochez au moins un solde à reporter.")
        return donnees

    def _is_choisi(self, solde):
        return self.cleaned_data.get(f"reporter-{solde.action.pk}")

    def show_conflit(self, conflit):
        """Say that somebody else wrote one of the amounts (`conflit`, a CasesModifiees)."""
        self.add_error(
            None, "Un report a été saisi entre-temps par une autre personne\u00a0: rechargez la page."
        )

    @property
    def vus(self):
        return {cellule: self.cleaned_data[f"vu-{cellule[0]}"] for cellule in self.saisis}

    @property
    def saisis(self):
        """The cells to write, as `record_montants` takes them."""
        return {(s.action.pk, CELLULE): s.montant for s in self._proposables if self._is_choisi(s)}
