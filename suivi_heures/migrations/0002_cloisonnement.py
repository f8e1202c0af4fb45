"""Close the tables of the room. The ledger is added to; only a status moves, once."""

from django.db import migrations

from clauses_app.tenancy.operations import ENTREPRISE, MAITRE_OUVRAGE, Cloisonner, Executer

# Five foreign keys make loading the ledger eight times slower: one is kept, to the contract.
COPIES = ("lot", "beneficiaire", "employeur")

STATUT_UNE_FOIS = """
CREATE FUNCTION heure_statut_une_fois() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF (NEW.id, NEW.guichet_id, NEW.ref, NEW.contrat_id, NEW.lot_id, NEW.beneficiaire_id, NEW.employeur_id, NEW.du,
      NEW.au, NEW.nature, NEW.heures, NEW.corrige_id)
     IS DISTINCT FROM
     (OLD.id, OLD.guichet_id, OLD.ref, OLD.contrat_id, OLD.lot_id, OLD.beneficiaire_id, OLD.employeur_id, OLD.du,
      OLD.au, OLD.nature, OLD.heures, OLD.corrige_id) THEN
    RAISE EXCEPTION 'une ligne enregistree ne se modifie pas' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.statut <> 'SOUMISE' AND NEW.statut <> OLD.statut THEN
    RAISE EXCEPTION 'une ligne decidee ne change plus de statut' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.annulee AND NOT NEW.annulee THEN
    RAISE EXCEPTION 'une annulation ne se reprend pas' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("suivi_heures", "0001_initial"), ("beneficiaires", "0002_cloisonnement")]

    operations = [
        Cloisonner(
            "heure",
            interne="SELECT, INSERT",
            externe="contrat_id IN (SELECT id FROM beneficiaires_contrattravail)",
            sans_lien=COPIES,
        ),
        Executer(
            "GRANT UPDATE (statut, annulee, motif, decidee_a, decidee_par) ON suivi_heures_heure TO interne",
            STATUT_UNE_FOIS,
            "CREATE TRIGGER heure_statut_une_fois BEFORE UPDATE ON suivi_heures_heure"
            " FOR EACH ROW EXECUTE FUNCTION heure_statut_une_fois()",
        ),
        Cloisonner("brouillonheure"),
        Cloisonner(
            "releveheures", externe=f"entreprise_id = {ENTREPRISE}", droits_externe="SELECT, INSERT"
        ),
        Cloisonner(
            "fichierreleve",
            externe="releve_id IN (SELECT id FROM suivi_heures_releveheures)",
            droits_externe="SELECT, INSERT",
        ),
        Cloisonner("lignereleve", externe="releve_id IN (SELECT id FROM suivi_heures_releveheures)"),
        Cloisonner("realisation", externe="lot_id IN (SELECT id FROM marches_lot)"),
        Cloisonner(
            "bilan",
            externe=f"maitre_ouvrage_id = {MAITRE_OUVRAGE} AND publie_a IS NOT NULL AND statut = 'PRET'",
        ),
        Cloisonner("fichierbilan", externe="bilan_id IN (SELECT id FROM suivi_heures_bilan)"),
        Cloisonner("reprise"),
    ]
