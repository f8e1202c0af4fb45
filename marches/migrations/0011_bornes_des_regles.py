from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('marches', '0010_recherche_des_marches'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='regledecompte',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ('bonification_plafond_pct__gte', 0), ('cdi_mois__gte', 1), ('plafond_mensuel__gte', 0)
                ),
                name='regle_bornes',
            ),
        ),
    ]
