"""A produced report is never rewritten, its file neither: the database refuses."""

from django.db import migrations

from clauses_app.tenancy.operations import Executer

BILAN_FIGE = """
CREATE FUNCTION bilan_fige() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF OLD.statut = 'PRET' AND (
     TG_OP = 'DELETE'
     OR (NEW.id, NEW.guichet_id, NEW.identifiant, NEW.maitre_ouvrage_id, NEW.annee, NEW.trimestre, NEW.revision,
         NEW.statut, NEW.donnees, NEW.empreinte, NEW.produit_a)
        IS DISTINCT FROM
        (OLD.id, OLD.guichet_id, OLD.identifiant, OLD.maitre_ouvrage_id, OLD.annee, OLD.trimestre, OLD.revision,
         OLD.statut, OLD.donnees, OLD.empreinte, OLD.produit_a)
     OR (OLD.publie_a IS NOT NULL AND NEW.publie_a IS DISTINCT FROM OLD.publie_a)) THEN
    RAISE EXCEPTION 'un rapport produit ne se modifie pas' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""

FICHIER_FIGE = """
CREATE FUNCTION fichier_bilan_fige() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  RAISE EXCEPTION 'un rapport produit ne se modifie pas' USING ERRCODE = 'check_violation';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("suivi_heures", "0002_cloisonnement")]

    operations = [
        Executer(
            BILAN_FIGE,
            "CREATE TRIGGER bilan_fige BEFORE UPDATE OR DELETE ON suivi_heures_bilan"
            " FOR EACH ROW EXECUTE FUNCTION bilan_fige()",
            FICHIER_FIGE,
            "CREATE TRIGGER fichier_bilan_fige BEFORE UPDATE OR DELETE ON suivi_heures_fichierbilan"
            " FOR EACH ROW EXECUTE FUNCTION fichier_bilan_fige()",
        ),
    ]
