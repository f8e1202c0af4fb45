"""The facilitator’s text, perimeters inside a buyer, withdrawal: what a produced report holds still never moves."""

import clauses_app.tenancy.modeles
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.db import migrations, models

from clauses_app.tenancy.operations import Cloisonner, Executer, Relier

BILAN_FIGE = """
CREATE OR REPLACE FUNCTION bilan_fige() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  IF OLD.statut = 'PRET' AND (
     TG_OP = 'DELETE'
     OR (NEW.id, NEW.guichet_id, NEW.identifiant, NEW.maitre_ouvrage_id, NEW.operation_id, NEW.marche_id, NEW.annee,
         NEW.trimestre, NEW.revision, NEW.statut, NEW.donnees, NEW.empreinte, NEW.empreinte_fichier, NEW.produit_a)
        IS DISTINCT FROM
        (OLD.id, OLD.guichet_id, OLD.identifiant, OLD.maitre_ouvrage_id, OLD.operation_id, OLD.marche_id, OLD.annee,
         OLD.trimestre, OLD.revision, OLD.statut, OLD.donnees, OLD.empreinte, OLD.empreinte_fichier, OLD.produit_a)
     OR (OLD.publie_a IS NOT NULL AND NEW.publie_a IS DISTINCT FROM OLD.publie_a)) THEN
    RAISE EXCEPTION 'un rapport produit ne se modifie pas' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0005_jetons_api'),
        ('marches', '0011_bornes_des_regles'),
        ('suivi_heures', '0021_correspondances_de_colonnes'),
    ]

    operations = [
        migrations.CreateModel(
            name='TexteRapport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('trimestre', models.PositiveSmallIntegerField(verbose_name='trimestre')),
                ('actions', models.TextField(blank=True, default='', max_length=2000, verbose_name='actions menées')),
                ('difficultes', models.TextField(blank=True, default='', max_length=2000, verbose_name='difficultés')),
                ('recommandation', models.TextField(blank=True, default='', max_length=2000, verbose_name='recommandation')),
                ('ecrit_a', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrit le')),
                ('ecrit_par', models.CharField(blank=True, default='', max_length=200, verbose_name='écrit par')),
            ],
            options={
                'verbose_name': 'texte de rapport',
                'verbose_name_plural': 'textes de rapport',
            },
        ),
        migrations.RemoveConstraint(
            model_name='bilan',
            name='bilan_revision_unique',
        ),
        migrations.AddField(
            model_name='bilan',
            name='empreinte_fichier',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='empreinte du fichier'),
        ),
        migrations.AddField(
            model_name='bilan',
            name='marche',
            field=clauses_app.tenancy.modeles.LienGuichet(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='marches.marche', verbose_name='marché'),
        ),
        migrations.AddField(
            model_name='bilan',
            name='operation',
            field=clauses_app.tenancy.modeles.LienGuichet(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='marches.operation', verbose_name='opération'),
        ),
        migrations.AddField(
            model_name='bilan',
            name='retire_a',
            field=models.DateTimeField(blank=True, null=True, verbose_name='retiré le'),
        ),
        migrations.AddField(
            model_name='bilan',
            name='retire_par',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='retiré par'),
        ),
        migrations.AddField(
            model_name='bilan',
            name='retrait',
            field=models.CharField(blank=True, choices=[('CHIFFRES', 'Un chiffre était faux'), ('TEXTE', 'Un texte était faux ou déplacé'), ('ERREUR', 'Publié par erreur'), ('DEMANDE', 'Retiré à la demande de l’acheteur')], default='', max_length=10, verbose_name='motif du retrait'),
        ),
        migrations.AddField(
            model_name='bilan',
            name='retrait_detail',
            field=models.CharField(blank=True, default='', max_length=500, verbose_name='précision'),
        ),
        migrations.AddConstraint(
            model_name='bilan',
            constraint=models.UniqueConstraint(fields=('guichet', 'maitre_ouvrage', 'operation', 'marche', 'annee', 'trimestre', 'revision'), name='bilan_revision_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='bilan',
            constraint=models.CheckConstraint(condition=models.Q(('operation', None), ('marche', None), _connector='OR'), name='bilan_un_perimetre'),
        ),
        migrations.AddConstraint(
            model_name='bilan',
            constraint=models.CheckConstraint(condition=models.Q(('retire_a', None), models.Q(('retrait', ''), _negated=True), _connector='OR'), name='bilan_retrait_motive'),
        ),
        migrations.AddField(
            model_name='texterapport',
            name='guichet',
            field=models.ForeignKey(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('clauses.guichet_id'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.BigIntegerField()), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.guichet'),
        ),
        migrations.AddField(
            model_name='texterapport',
            name='marche',
            field=clauses_app.tenancy.modeles.LienGuichet(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='marches.marche', verbose_name='marché'),
        ),
        migrations.AddConstraint(
            model_name='texterapport',
            constraint=models.UniqueConstraint(fields=('guichet', 'marche', 'annee', 'trimestre'), name='texte_rapport_unique'),
        ),
        migrations.AddConstraint(
            model_name='texterapport',
            constraint=models.CheckConstraint(condition=models.Q(('trimestre__gte', 1), ('trimestre__lte', 4)), name='texte_rapport_trimestre'),
        ),
        Cloisonner("texterapport", interne="SELECT, INSERT, UPDATE"),
        Relier("bilan", "operation", "marche"),
        Executer(
            BILAN_FIGE,
            # the buyer still sees that a report was withdrawn, and why; its file closes
            "ALTER POLICY organisation ON suivi_heures_fichierbilan"
            " USING (bilan_id IN (SELECT id FROM suivi_heures_bilan WHERE retire_a IS NULL))"
            " WITH CHECK (bilan_id IN (SELECT id FROM suivi_heures_bilan WHERE retire_a IS NULL))",
        ),
    ]
