"""The ledger follows the person and the employer of its work contract. The one link it has now covers those two
copies: when a contract goes to another file of the same person (merge) or to its true employer, the database
carries it to the lines; nobody has the right to do it by hand. The lot is not carried: hours that change lot
change published totals, by lines taken back and entered again."""

from django.db import migrations

from clauses_app.tenancy.operations import Executer, LienCompose

COLONNES = ("guichet_id", "contrat_id", "beneficiaire_id", "employeur_id")
STATUT_UNE_FOIS = """
CREATE OR REPLACE FUNCTION heure_statut_une_fois() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF (NEW.id, NEW.guichet_id, NEW.ref, NEW.contrat_id, NEW.lot_id, NEW.du, NEW.au, NEW.nature, NEW.heures,
      NEW.corrige_id)
     IS DISTINCT FROM
     (OLD.id, OLD.guichet_id, OLD.ref, OLD.contrat_id, OLD.lot_id, OLD.du, OLD.au, OLD.nature, OLD.heures,
      OLD.corrige_id) THEN
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
# copies that an earlier change of employer left behind
ACCORDER = """
UPDATE suivi_heures_heure h SET beneficiaire_id = c.beneficiaire_id, employeur_id = c.employeur_id
  FROM beneficiaires_contrattravail c
 WHERE c.id = h.contrat_id AND (h.beneficiaire_id, h.employeur_id) IS DISTINCT FROM (c.beneficiaire_id, c.employeur_id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("suivi_heures", "0008_suivi_marche"),
        ("beneficiaires", "0005_cloisonnement_des_personnes"),
    ]

    operations = [
        Executer(
            STATUT_UNE_FOIS,
            ACCORDER,
            "SET CONSTRAINTS ALL IMMEDIATE",
            "ALTER TABLE suivi_heures_heure DROP CONSTRAINT suivi_heures_heure_contrat_id_meme_guichet",
        ),
        LienCompose(
            "suivi_heures_heure",
            COLONNES,
            "beneficiaires_contrattravail",
            ("guichet_id", "id", "beneficiaire_id", "employeur_id"),
            "heure_copie_du_contrat",
        ),
    ]
