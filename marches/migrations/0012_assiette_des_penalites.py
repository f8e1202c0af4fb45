from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('marches', '0011_bornes_des_regles'),
    ]

    operations = [
        migrations.AddField(
            model_name='reglepenalite',
            name='assiette',
            field=models.CharField(
                choices=[
                    ('FIN_MARCHE', 'Tout le marché, à sa fin'),
                    ('ANNUELLE', 'Chaque année civile'),
                    ('TRANCHE', 'Chaque tranche'),
                ],
                db_default='FIN_MARCHE',
                default='FIN_MARCHE',
                max_length=10,
                verbose_name='assiette',
            ),
        ),
    ]
