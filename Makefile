# Everything starts here; `make` alone lists what can be done.
PY := .venv/bin/python
PAQUETS := clauses_app marches beneficiaires suivi_heures
# What carries meaning is typed strictly (docs/architecture.md).
TYPES := clauses_app/local clauses_app/tenancy $(wildcard $(foreach p,$(PAQUETS),$(p)/services $(p)/queries $(p)/queries.py $(p)/imports $(p)/restitutions))
# Number of test processes, and arguments for pytest: make test PROCESSUS=1 ARGS="tests/local -k base"
PROCESSUS ?= 2
ARGS ?=

.DEFAULT_GOAL := aide
.PHONY: longs chaos mutations api aide install run arreter test captures check format bench lock

aide:
	@echo "make run      installe si besoin, puis lance l’application (PORT=8000) ; Ctrl-C arrête tout"
	@echo "make test     installe si besoin, puis lance tous les essais"
	@echo "make longs    lance les essais trop longs pour chaque fois (la démonstration chargée à d’autres dates)"
	@echo "make captures photographie chaque écran de chaque rôle et ses états dans .local/captures (ARGS=marches : l’adresse contient ce mot ; ARGS=refus : un état, vides longs fautes refus conflits)"
	@echo "make check    vérifie le style, les couches, les types, les gabarits et les migrations"
	@echo "make install  installe seulement"
	@echo "make arreter  arrête ce qu’une interruption brutale aurait laissé tourner"
	@echo "make format   remet le code en forme"
	@echo "make bench    mesure les vitesses annoncées"
	@echo "make mutations lit 10 000 fichiers abîmés au hasard (NOMBRE=200 : moins) et dit ce qu’il en advient"
	@echo "make api      appelle l’API de mille façons par opération et compare chaque réponse à sa description (NOMBRE=5000 : plus)"
	@echo "make chaos    tue au hasard base, courtier, ouvrier et web pendant des dépôts, puis compte (COUPS=200)"
	@echo "make lock     refait les fichiers de versions figées"

install:
	@sh .outils/amorce.sh

run:
	@sh .outils/amorce.sh
	@exec $(PY) -m clauses_app.local.lancement

arreter:
	@$(PY) -m clauses_app.local.lancement arreter

test:
	@sh .outils/amorce.sh essais
	@exec $(PY) -m pytest -n $(PROCESSUS) --dist loadgroup $(ARGS)

longs:
	@sh .outils/amorce.sh essais
	@exec $(PY) -m pytest -n $(PROCESSUS) --dist loadgroup -m long $(ARGS)

captures:
	@sh .outils/amorce.sh essais
	@exec $(PY) -m tests.parcours.captures $(ARGS)

check:
	@sh .outils/amorce.sh
	@sh .outils/verifier.sh $(TYPES)

format:
	@sh .outils/amorce.sh
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

bench:
	@sh .outils/amorce.sh
	@exec $(PY) -m tests.bench $(ARGS)

mutations:
	@sh .outils/amorce.sh essais
	@exec $(PY) -m tests.clauses_app.imports.mutations $(or $(NOMBRE),10000)

chaos:
	@sh .outils/amorce.sh essais
	@exec $(PY) -m tests.chaos --coups $(or $(COUPS),200) $(ARGS)

api:
	@sh .outils/amorce.sh essais
	@EXEMPLES_API=$(or $(NOMBRE),1000) exec $(PY) -m pytest -q -n0 tests/suivi_heures/api/test_document.py $(ARGS)

lock:
	@sh .outils/amorce.sh
	@sh .outils/figer.sh
