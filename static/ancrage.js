/* Petits comportements de toutes les pages. Aucun gestionnaire dans le HTML : tout part d'attributs data-*. */
(() => {
  'use strict';
  const $ = (selecteur, dans = document) => dans.querySelector(selecteur);
  const $$ = (selecteur, dans = document) => [...dans.querySelectorAll(selecteur)];

  /* Annonce aux lecteurs d'écran */
  const annoncer = (texte) => {
    const zone = $('#annonces');
    if (!zone) return;
    zone.textContent = '';
    setTimeout(() => { zone.textContent = texte; }, 30);
  };

  /* Avis passager : HX-Trigger: {"avis": {"texte": "…", "ton": "success"}} */
  const ICONES = { success: 'check-circle-fill', info: 'info-circle', warning: 'exclamation-triangle-fill', danger: 'exclamation-octagon-fill' };
  const sprite = () => { const u = $('svg use[href*="#"]'); return u ? u.getAttribute('href').split('#')[0] : ''; };
  const icone = (nom, classes = 'ic') => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', classes); svg.setAttribute('aria-hidden', 'true'); svg.setAttribute('focusable', 'false');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `${sprite()}#${nom}`); svg.append(use);
    return svg;
  };
  const aviser = (texte, ton = 'success') => {
    const zone = $('#avis');
    if (!zone) return;
    const avis = document.createElement('div');
    avis.className = `alert alert-${ICONES[ton] ? ton : 'neutre'}`;
    avis.setAttribute('role', ton === 'danger' ? 'alert' : 'status');
    const corps = document.createElement('div'); const p = document.createElement('p');
    p.textContent = texte; corps.append(p);
    const fermer = document.createElement('button');
    fermer.type = 'button'; fermer.className = 'btn-close'; fermer.setAttribute('aria-label', 'Fermer l’avis');
    fermer.addEventListener('click', () => avis.remove());
    avis.append(icone(ICONES[ton] || 'info-circle', 'ic ic-lg'), corps, fermer);
    zone.append(avis);
    if (ton !== 'danger' && ton !== 'warning') setTimeout(() => avis.remove(), 8000);
  };
  window.Ancrage = { annoncer, aviser, icone };

  /* « / » : recherche ; Échap vide les résultats */
  document.addEventListener('keydown', (e) => {
    const champ = document.activeElement;
    if (e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(champ.tagName) && !champ.isContentEditable) {
      const q = $('#q');
      if (q) { e.preventDefault(); q.focus(); q.select(); }
    }
    if (e.key === 'Escape') $$('[data-resultats]').forEach((z) => { z.textContent = ''; });
    const plus = e.key === 'Escape' && champ.closest('[data-plus][open]');
    if (plus) { plus.open = false; plus.firstElementChild.focus(); }
  });
  document.addEventListener('click', (e) => {
    if (!e.target.closest('.recherche')) $$('[data-resultats]').forEach((z) => { z.textContent = ''; });
    $$('[data-plus][open]').forEach((p) => { if (!p.contains(e.target)) p.open = false; });
  });

  /* Recherche au clavier : les flèches vont de la boîte aux résultats et y reviennent, Entrée ouvre */
  document.addEventListener('keydown', (e) => {
    const boite = e.target.closest && e.target.closest('.recherche');
    if (!boite || !/^Arrow(Up|Down)$/.test(e.key)) return;
    const pas = [$('input', boite), ...$$('[data-resultats] a', boite)];
    const rang = pas.indexOf(document.activeElement) + (e.key === 'ArrowDown' ? 1 : -1);
    e.preventDefault();
    pas[(rang + pas.length) % pas.length].focus();
  });

  /* Tiroir du menu : nommé seulement quand il est ouvert (rôle dialog posé par Bootstrap) */
  const rail = $('#rail');
  if (rail) {
    rail.addEventListener('show.bs.offcanvas', () => rail.setAttribute('aria-label', 'Menu'));
    rail.addEventListener('hidden.bs.offcanvas', () => rail.removeAttribute('aria-label'));
  }

  /* Résumé d'erreurs : reçoit le focus ; ses liens mènent au contrôle lui-même */
  const montrer = (element) => element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const viser = (racine) => { const resume = $('[data-resume]', racine) || (racine.matches && racine.matches('[data-resume]') ? racine : null); if (resume) { resume.focus({ preventScroll: true }); montrer(resume); } };
  document.addEventListener('click', (e) => {
    const lien = e.target.closest('[data-resume] a[href^="#"]');
    if (!lien) return;
    const cible = document.getElementById(lien.getAttribute('href').slice(1));
    if (!cible) return;
    e.preventDefault();
    const controle = cible.matches('input, select, textarea, button') ? cible : $('input, select, textarea', cible) || cible;
    controle.focus(); controle.scrollIntoView({ block: 'center' });
  });

  /* Mot de passe : [data-voir="id"] */
  document.addEventListener('click', (e) => {
    const bouton = e.target.closest('[data-voir]');
    if (!bouton) return;
    const champ = document.getElementById(bouton.dataset.voir); const ouvert = champ.type === 'text';
    champ.type = ouvert ? 'password' : 'text';
    bouton.setAttribute('aria-pressed', String(!ouvert));
  });

  /* Donnée sensible affichée : effacée au bout du délai écrit par le serveur, en secondes */
  const armer = (racine) => {
    $$('[data-masquer-apres]', racine).forEach((zone) => {
      if (zone.dataset.arme) return;
      zone.dataset.arme = '1';
      setTimeout(() => {
        $$('[data-sensible]', zone).forEach((v) => { v.textContent = '••••••••'; v.classList.add('voile'); });
        annoncer('Données masquées.');
      }, 1000 * Number(zone.dataset.masquerApres));
    });
  };

  /* Confirmation : <button data-confirmer="id du dialog"> ; le dialog porte le vrai formulaire */
  document.addEventListener('click', (e) => {
    const ouvrir = e.target.closest('[data-confirmer]');
    if (ouvrir) { const boite = document.getElementById(ouvrir.dataset.confirmer); if (boite) { e.preventDefault(); boite.showModal(); } }
    const fermer = e.target.closest('[data-fermer]');
    if (fermer) { const boite = fermer.closest('dialog'); if (boite) { e.preventDefault(); boite.close(); } }
  });

  /* Copier le texte d'un élément, imprimer la page */
  document.addEventListener('click', async (e) => {
    const copier = e.target.closest('[data-copier]');
    if (copier) {
      const source = document.getElementById(copier.dataset.copier);
      try { await navigator.clipboard.writeText(source.innerText); aviser('Texte copié.'); } catch {
        const choix = document.createRange(); choix.selectNodeContents(source);
        const selection = window.getSelection(); selection.removeAllRanges(); selection.addRange(choix);
        aviser('Le texte est sélectionné : copiez-le avec Ctrl+C.', 'info');
      }
    }
    if (e.target.closest('[data-imprimer]')) window.print();
  });

  /* Filtre : un changement envoie le formulaire, sans htmx non plus il n'y a rien à cliquer */
  document.addEventListener('change', (e) => {
    const formulaire = e.target.closest('form[data-envoi-auto]');
    if (formulaire) formulaire.requestSubmit();
  });

  /* Fichier : nom affiché, dépôt par glisser */
  document.addEventListener('change', (e) => {
    if (!e.target.matches('input[type="file"][data-nom-fichier]')) return;
    const zone = document.getElementById(e.target.dataset.nomFichier);
    if (zone) zone.textContent = [...e.target.files].map((f) => f.name).join(', ');
  });
  ['dragover', 'drop'].forEach((type) => document.addEventListener(type, (e) => {
    const depot = e.target.closest && e.target.closest('.depot');
    if (!depot) return;
    e.preventDefault();
    if (type !== 'drop' || !e.dataTransfer.files.length) return;
    const champ = $('input[type="file"]', depot);
    champ.files = e.dataTransfer.files;
    champ.dispatchEvent(new Event('change', { bubbles: true }));
  }));

  /* Envoi : un second clic n'envoie pas deux fois */
  document.addEventListener('submit', (e) => {
    const formulaire = e.target;
    if (e.defaultPrevented || formulaire.method !== 'post') return;
    if (formulaire.dataset.envoye) { e.preventDefault(); return; }
    formulaire.dataset.envoye = '1';
    setTimeout(() => { delete formulaire.dataset.envoye; }, 4000);
  });
  window.addEventListener('pageshow', () => $$('form[data-envoye]').forEach((f) => { delete f.dataset.envoye; }));

  /* Tri d'une table entière déjà dans la page : table[data-tri], th > button.btn-tri, td[data-valeur] au besoin */
  const valeur = (ligne, rang) => { const c = ligne.cells[rang]; return c ? (c.dataset.valeur ?? c.textContent.trim()) : ''; };
  const comparer = (a, b) => {
    const x = Number(a), y = Number(b);
    return a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y) ? x - y : a.localeCompare(b, 'fr', { numeric: true });
  };
  document.addEventListener('click', (e) => {
    const bouton = e.target.closest('table[data-tri] .btn-tri');
    if (!bouton) return;
    const th = bouton.closest('th'), table = bouton.closest('table'), rang = th.cellIndex;
    const montant = th.getAttribute('aria-sort') !== 'ascending';
    $$('th[aria-sort]', table).forEach((x) => { x.removeAttribute('aria-sort'); $$('.ic', x).forEach((i) => i.remove()); });
    th.setAttribute('aria-sort', montant ? 'ascending' : 'descending');
    bouton.append(icone(montant ? 'sort-down' : 'sort-up'));
    const corps = table.tBodies[0];
    [...corps.rows].sort((l, m) => (montant ? 1 : -1) * comparer(valeur(l, rang), valeur(m, rang))).forEach((l) => corps.append(l));
    annoncer(`Trié par ${bouton.textContent.trim()}, ordre ${montant ? 'croissant' : 'décroissant'}.`);
  });

  /* htmx : focus, annonces, pannes */
  document.addEventListener('avis', (e) => { if (e.detail && e.detail.texte) aviser(e.detail.texte, e.detail.ton); });
  document.addEventListener('annonce', (e) => { if (e.detail) annoncer(e.detail.texte || e.detail.value || ''); });
  document.addEventListener('htmx:afterSwap', (e) => {
    const cible = e.detail.target;
    if (!cible || !cible.isConnected) return;
    if (cible.matches('[data-annonce]')) annoncer(cible.dataset.annonce);
    if (cible.matches('[data-focus]')) cible.focus({ preventScroll: true });
    const suivant = $('[data-focus-ici]', cible);  // the next thing to do, inside what was replaced
    if (suivant) suivant.focus();
  });
  document.addEventListener('htmx:load', (e) => { viser(e.detail.elt); armer(e.detail.elt); });
  /* Un fragment arrivé au-dessus repousse le résumé des fautes : il reste sous les yeux tant qu'il a le focus */
  document.addEventListener('htmx:afterSettle', () => {
    const ici = document.activeElement;
    if (ici && ici.matches('[data-resume]')) montrer(ici);
  });
  document.addEventListener('htmx:sendError', () => aviser('Le serveur ne répond pas. Vérifiez la connexion, puis recommencez : rien n’a été perdu.', 'danger'));
  document.addEventListener('htmx:responseError', (e) => {
    const code = e.detail.xhr.status;
    const phrases = {
      403: 'Vous n’avez pas le droit de faire cela, ou la page est ouverte depuis trop longtemps : rechargez-la.',
      404: 'Cet élément n’existe plus. Rechargez la page.',
      413: 'Le fichier est trop lourd. Déposez-en un plus petit.',
      429: 'Trop de demandes en peu de temps. Attendez une minute.',
      503: 'Le service est interrompu un instant. Votre saisie est encore à l’écran : réessayez dans trente secondes.',
    };
    aviser(phrases[code] || 'La demande n’a pas abouti. Rien n’a été enregistré à moitié : réessayez.', 'danger');
  });

  /* Sur un écran étroit, l'onglet où l'on est se voit sans faire défiler */
  const montrerOnglet = () => $$('.onglets a[aria-current]').forEach((a) => {
    const liste = a.closest('.onglets');
    if (a.offsetLeft + a.offsetWidth > liste.clientWidth) liste.scrollLeft = a.offsetLeft - (liste.clientWidth - a.offsetWidth) / 2;
  });
  const demarrer = () => { viser(document); armer(document); montrerOnglet(); };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', demarrer); else demarrer();
})();
