/* Grille de saisie : table[data-grille] dans div.grille-cadre.
   data-url-cases     POST cle=…&heures=…&lu=… (répétés ; lu : le brouillon que la case montrait) ; réponse JSON {elements: [html, …], annonce}
   data-url-pourquoi  GET ?cle=… ; HTML posé dans #pourquoi, 150 ms après le choix d'une case
   Chaque élément reçu remplace celui du même identifiant. Le serveur juge tout ce qui est tapé : une valeur refusée
   reste dans sa case, avec sa phrase. */
(() => {
  'use strict';
  const DELAI_POURQUOI = 150;
  const DELAI_ENVOI = 60; /* les frappes rapprochées partent ensemble */
  const jeton = () => { try { return JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken'] || ''; } catch { return ''; } };
  const annoncer = (texte) => window.Ancrage && window.Ancrage.annoncer(texte);
  const heureFr = (d) => `${d.getHours()}\u202fh\u202f${String(d.getMinutes()).padStart(2, '0')}`;

  /* Un nombre est normalisé (« 151,67 ») ; tout autre texte part tel quel (« 151 h 40 » se lit aussi) */
  const NOMBRE = /^\d{1,5}(,\d{1,2})?$/;
  const lire = (texte) => {
    const t = texte.replace(/[\s\u00a0\u202f]/g, '').replace(/h$/i, '').replace('.', ',');
    return NOMBRE.test(t) ? t : texte.trim();
  };
  const afficher = (t) => {
    if (!NOMBRE.test(t)) return t;
    const [e, d] = t.split(','); return e.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, '\u202f') + (d ? `,${d}` : '');
  };

  /* Le brouillon que le serveur a montré en dernier dans cette case ; en conflit, celui de l'autre personne */
  const brouillonLu = (td) => td.dataset.conflit ?? td.dataset.lu ?? (['b', 'c'].includes(td.dataset.etat) ? td.dataset.saisi || '' : '');
  const EN_CONFLIT = 'td[data-conflit]';

  class Grille {
    constructor(table) {
      this.table = table;
      this.cadre = table.closest('.grille-cadre');
      this.urlCases = table.dataset.urlCases;
      this.urlPourquoi = table.dataset.urlPourquoi;
      this.etat = document.getElementById('etat-enregistrement');
      this.message = document.getElementById('grille-message');
      this.attente = new Map(); /* clé → texte à envoyer */
      this.envoiEnCours = false;
      this.echec = '';
      this.bilan = ''; /* ce qu'un collage a laissé de côté, dit tant que la case reste choisie */
      const entree = table.querySelector('td[data-choisie]') || this.cellule(0, 0);
      if (entree) { entree.tabIndex = 0; this.actif = this.position(entree); }
      if (entree && entree.dataset.choisie) this.rouvrir(entree);
      this.montrer(table.querySelector('td[data-choisie]') || table.querySelector('thead th[data-vise]'));
      table.addEventListener('keydown', (e) => this.touche(e));
      table.addEventListener('dblclick', (e) => { const td = e.target.closest('td.case'); if (td) this.editer(td); });
      table.addEventListener('click', (e) => this.clic(e));
      table.addEventListener('focusin', (e) => { const td = e.target.closest('td'); if (td && e.target === td) this.choisir(td); });
      table.addEventListener('paste', (e) => this.coller(e));
      table.addEventListener('copy', (e) => this.copier(e));
      window.addEventListener('beforeunload', (e) => { if (this.attente.size || this.envoiEnCours || this.table.querySelector(EN_CONFLIT)) e.preventDefault(); });
    }

    /* Panneau déjà écrit par le serveur : la case reprend le focus, sauf si une faute l'attend dans le panneau */
    rouvrir(td) {
      this.clePourquoi = td.dataset.cle;
      if (!document.querySelector('#pourquoi [data-resume]')) setTimeout(() => td.focus({ preventScroll: true }), 0);
    }

    /* Sur un écran étroit, la colonne visée d'abord : celle des noms reste figée à gauche */
    montrer(colonne) {
      if (!colonne || !this.cadre) return;
      const [cadre, visee] = [this.cadre.getBoundingClientRect(), colonne.getBoundingClientRect()];
      const debut = cadre.left + this.table.querySelector('thead th').getBoundingClientRect().width;
      if (visee.right > cadre.right || visee.left < debut) this.cadre.scrollLeft += visee.left - debut;
    }

    lignes() { return [...this.table.querySelectorAll('tbody tr, tfoot tr')].map((tr) => [...tr.querySelectorAll('td')]); }
    cellule(r, c) { const l = this.lignes(); return l[r] && l[r][c]; }
    position(td) {
      const lignes = this.lignes();
      for (let r = 0; r < lignes.length; r += 1) { const c = lignes[r].indexOf(td); if (c >= 0) return [r, c]; }
      return [0, 0];
    }
    nommer(td) {
      const qui = td.closest('tr').querySelector('.qui, th');
      const mois = this.table.querySelectorAll('thead th')[this.position(td)[1] + 1];
      return `${qui ? qui.textContent.trim() : ''}${mois && mois.dataset.mois ? `, ${mois.dataset.mois}` : ''}`;
    }

    aller(r, c) {
      const lignes = this.lignes();
      if (!lignes.length) return;
      const rr = Math.max(0, Math.min(lignes.length - 1, r));
      const cc = Math.max(0, Math.min(lignes[rr].length - 1, c));
      const td = lignes[rr][cc];
      this.entrer(td);
      td.focus();
      td.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    entrer(td) {
      this.table.querySelectorAll('td[tabindex="0"]').forEach((x) => { x.tabIndex = -1; });
      td.tabIndex = 0;
      this.actif = this.position(td);
    }

    choisir(td) {
      this.entrer(td);
      this.table.querySelectorAll('td.choisie').forEach((x) => { x.classList.remove('choisie'); x.removeAttribute('aria-selected'); });
      if (td.matches('td.case')) { td.classList.add('choisie'); td.setAttribute('aria-selected', 'true'); }
      if (this.derniere !== td.id) this.bilan = '';
      this.derniere = td.id;
      this.dire(td.dataset.message || this.bilan, td);
      this.demanderPourquoi(td.dataset.cle);
    }
    dire(texte, td) {
      if (!this.message) return;
      const choix = document.getElementById('grille-choix');
      if (choix) choix.remove();
      if (this.message.textContent !== texte) this.message.textContent = texte;
      if (td && td.matches(EN_CONFLIT)) this.proposer(td);
    }
    /* Deux personnes ont écrit dans la case : deux boutons, hors de la région lue à voix haute */
    proposer(td) {
      const boite = document.createElement('div');
      boite.id = 'grille-choix'; boite.className = 'd-flex flex-wrap gap-2 mb-2';
      const citer = (t) => (t ? `«\u00a0${t}\u00a0»` : 'la case vide');
      [['btn-propose', `Enregistrer ${citer(td.dataset.saisi)}`, true], ['btn-secondaire', `Garder ${citer(td.dataset.conflit)}`, false]].forEach(([classe, texte, mienne]) => {
        const bouton = document.createElement('button');
        bouton.type = 'button'; bouton.className = `btn btn-sm ${classe}`; bouton.textContent = texte;
        bouton.addEventListener('click', () => { const case_ = document.getElementById(td.id); this.trancher(case_, mienne); case_.focus(); });
        boite.append(bouton);
      });
      this.message.after(boite);
    }
    trancher(td, mienne) {
      const autre = td.dataset.conflit;
      if (mienne) { this.poser(td, td.dataset.saisi); this.dire('', td); return; }
      this.poser(td, autre, autre); /* le serveur rend la case telle qu'elle est gardée */
      this.dire('', td);
    }

    demanderPourquoi(cle) {
      clearTimeout(this.minuterie);
      if (!this.urlPourquoi || !cle || cle === this.clePourquoi) return;
      this.minuterie = setTimeout(() => this.chargerPourquoi(cle), DELAI_POURQUOI);
    }
    async chargerPourquoi(cle) {
      const zone = document.getElementById('pourquoi');
      if (!zone) return;
      if (this.abandon) this.abandon.abort();
      this.abandon = new AbortController();
      this.clePourquoi = cle;
      zone.setAttribute('aria-busy', 'true');
      try {
        const reponse = await fetch(`${this.urlPourquoi}${this.urlPourquoi.includes('?') ? '&' : '?'}${new URLSearchParams({ cle })}`, { headers: { 'HX-Request': 'true' }, signal: this.abandon.signal, credentials: 'same-origin' });
        if (!reponse.ok || reponse.redirected) throw new Error(String(reponse.status));
        const html = await reponse.text();
        if (window.htmx) window.htmx.swap(zone, html, { swapStyle: 'innerHTML' }); else zone.innerHTML = html;
      } catch (erreur) {
        if (erreur.name === 'AbortError') return;
        this.clePourquoi = undefined;
        zone.textContent = 'L’explication n’a pas pu être chargée. Choisissez la case à nouveau.';
      }
      zone.removeAttribute('aria-busy');
    }

    clic(e) {
      const td = e.target.closest('td');
      if (!td || e.target.tagName === 'INPUT' || e.target.closest('a, button')) return;
      const deja = document.activeElement === td;
      this.aller(...this.position(td));
      if (deja && window.matchMedia('(pointer: coarse)').matches) this.editer(td);
    }

    touche(e) {
      const td = e.target.closest('td');
      if (!td || e.target !== td) return;
      const [r, c] = this.position(td);
      const fleche = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-5, 0], PageDown: [5, 0] }[e.key];
      const commande = e.ctrlKey || e.metaKey;
      let pris = true;
      if (fleche && !e.altKey) this.aller(r + fleche[0], c + fleche[1]);
      else if (e.key === 'Home') this.aller(commande ? 0 : r, 0);
      else if (e.key === 'End') this.aller(commande ? Infinity : r, Infinity);
      else if (e.key === 'Enter' && td.matches(EN_CONFLIT)) this.trancher(td, true);
      else if (e.key === 'Enter' || e.key === 'F2') this.editer(td);
      else if ((e.key === 'Delete' || e.key === 'Backspace') && !commande) this.effacer(td);
      else if (e.key.length === 1 && e.key !== ' ' && e.key !== '/' && !commande && !e.altKey) this.editer(td, e.key);
      else if (e.key === 'Escape' && td.matches(EN_CONFLIT)) this.trancher(td, false);
      else if (e.key === 'Escape') this.cadre.focus();
      else pris = false;
      if (pris) e.preventDefault();
    }

    ouverte(td) {
      if (!td.matches('td.case')) return false;
      if (td.getAttribute('aria-readonly') === 'true') { annoncer('Case fermée à la saisie.'); return false; }
      return true;
    }

    editer(td, depart) {
      if (td.querySelector('input') || !this.ouverte(td)) return;
      const avant = td.dataset.saisi || '';
      const champ = document.createElement('input');
      champ.type = 'text'; champ.inputMode = 'decimal'; champ.autocomplete = 'off';
      champ.value = depart !== undefined ? depart : avant;
      champ.setAttribute('aria-label', `Heures de ${this.nommer(td)}`);
      td.tabIndex = -1; td.append(champ); champ.focus();
      if (depart === undefined) champ.select();
      let clos = false;
      const clore = (garder, dr, dc, rester, decide) => {
        if (clos) return;
        clos = true;
        const texte = champ.value.trim();
        champ.remove();
        const cible = document.getElementById(td.id) || td;
        if (garder && (texte !== avant || (decide && cible.matches(EN_CONFLIT)))) this.poser(cible, texte);
        const [r, c] = this.position(cible);
        if (rester) this.entrer(cible); else this.aller(r + dr, c + dc);
      };
      champ.addEventListener('keydown', (e) => {
        e.stopPropagation();
        const sens = e.shiftKey ? -1 : 1;
        const geste = { Enter: [true, sens, 0, false, true], Tab: [true, 0, sens], Escape: [false, 0, 0], ArrowUp: [true, -1, 0], ArrowDown: [true, 1, 0] }[e.key];
        if (geste) { e.preventDefault(); clore(...geste); }
      });
      champ.addEventListener('blur', () => clore(true, 0, 0, true));
    }

    effacer(td) { if (this.ouverte(td) && td.dataset.saisi) this.poser(td, ''); }

    /* Le texte entre dans la case et part au serveur */
    poser(td, texte, lu = brouillonLu(td)) {
      const valeur = lire(texte);
      delete td.dataset.conflit;
      td.dataset.lu = lu;
      this.peindre(td, afficher(valeur), valeur === '' ? '-' : 'b', '');
      td.setAttribute('aria-busy', 'true');
      this.attente.set(td.dataset.cle, valeur);
      clearTimeout(this.depart);
      this.depart = setTimeout(() => this.envoyer(), DELAI_ENVOI);
    }
    peindre(td, texte, etat, message) {
      const classe = { b: 'c-brouillon', c: 'c-corriger', '-': 'c-vide' }[etat];
      td.className = `case ${classe}${td.classList.contains('choisie') ? ' choisie' : ''}${message ? ' a-signaler' : ''}`;
      td.dataset.etat = etat; td.dataset.saisi = texte;
      if (message) { td.dataset.message = message; td.setAttribute('aria-invalid', 'true'); } else { delete td.dataset.message; td.removeAttribute('aria-invalid'); }
      const boite = document.createElement('div');
      boite.className = 'case-int';
      const nombre = document.createElement('span');
      nombre.className = texte ? 'nb' : 'visually-hidden'; nombre.textContent = texte || 'vide';
      boite.append(nombre);
      if (etat !== '-') {
        const signe = document.createElement('span'); signe.className = 'sv';
        const lu = document.createElement('span'); lu.className = 'visually-hidden';
        lu.textContent = etat === 'c' ? `, à corriger : ${message}` : ' h, brouillon';
        if (window.Ancrage) signe.append(window.Ancrage.icone(etat === 'c' ? 'exclamation-octagon-fill' : 'pencil'));
        signe.append(lu); boite.append(signe);
      }
      td.querySelectorAll('.case-int').forEach((x) => x.remove());
      td.prepend(boite);
    }

    async envoyer() {
      if (this.envoiEnCours || !this.attente.size) return;
      const lot = new Map(this.attente);
      this.attente.clear();
      this.envoiEnCours = true;
      this.ecrireEtat('Enregistrement…');
      const corps = new URLSearchParams();
      lot.forEach((heures, cle) => { corps.append('cle', cle); corps.append('heures', heures); const td = this.parCle(cle); corps.append('lu', td ? brouillonLu(td) : ''); });
      try {
        const reponse = await fetch(this.urlCases, { method: 'POST', body: corps, credentials: 'same-origin', headers: { 'X-CSRFToken': jeton(), 'HX-Request': 'true', Accept: 'application/json' } });
        await this.recevoir(reponse, lot);
      } catch {
        this.garder(lot, 'Le serveur ne répond pas. Vérifiez la connexion.');
      }
      this.envoiEnCours = false;
      if (this.attente.size && !this.echec) this.envoyer();
    }
    async recevoir(reponse, lot) {
      let corps = null;
      try { corps = await reponse.json(); } catch { /* page d'erreur ou de connexion */ }
      if (reponse.ok && corps && corps.elements) {
        this.echec = '';
        const ecrit = this.remplacer(corps.elements);
        lot.forEach((_, cle) => { const td = this.parCle(cle); if (td) td.removeAttribute('aria-busy'); });
        if (!ecrit.has('etat-enregistrement')) this.ecrireEtat(`Enregistré à ${heureFr(new Date())}`, 'check-lg');
        if (corps.annonce) annoncer(corps.annonce);
        this.declencher(reponse.headers.get('HX-Trigger'));
        this.rafraichirPourquoi(lot);
        return;
      }
      const deconnecte = reponse.redirected || reponse.headers.get('HX-Redirect') || reponse.status === 401;
      const phrases = { 403: 'Vous n’avez pas le droit de modifier cette grille, ou la page est ouverte depuis trop longtemps : rechargez-la.', 429: 'Trop d’envois en peu de temps : attendez une minute.', 503: 'Le service est interrompu un instant : réessayez dans trente secondes.' };
      this.garder(lot, (corps && corps.message) || (deconnecte && 'Votre session est terminée : reconnectez-vous dans un autre onglet.') || phrases[reponse.status] || 'Le serveur n’a pas pu enregistrer.');
    }
    /* Rien n'est perdu : les cases gardent leur texte, et partiront au prochain essai */
    garder(lot, phrase) {
      lot.forEach((heures, cle) => {
        if (!this.attente.has(cle)) this.attente.set(cle, heures);
        const td = this.parCle(cle);
        if (td) { td.removeAttribute('aria-busy'); this.peindre(td, td.dataset.saisi, 'c', `Non enregistré. ${phrase}`); }
      });
      this.echec = phrase;
      this.ecrireEtat(`Non enregistré. ${phrase} `, 'exclamation-octagon-fill', true);
    }
    parCle(cle) { return [...this.table.querySelectorAll('td[data-cle]')].find((td) => td.dataset.cle === cle); }

    remplacer(elements) {
      const ecrits = new Set();
      const foyer = document.activeElement && document.activeElement.id;
      elements.forEach((html) => {
        const modele = document.createElement('template');
        modele.innerHTML = html.trim();
        const neuf = modele.content.firstElementChild;
        const ancien = neuf && neuf.id && document.getElementById(neuf.id);
        if (!ancien) return;
        ecrits.add(neuf.id);
        /* case rouverte ou déjà retapée depuis : sa frappe l'emporte */
        if ((ancien.matches('td') && ancien.querySelector('input')) || (ancien.dataset.cle && this.attente.has(ancien.dataset.cle))) {
          if (neuf.dataset.conflit === undefined) ancien.dataset.lu = brouillonLu(neuf); /* sinon le conflit se redira */
          return;
        }
        if (ancien.classList.contains('choisie')) { neuf.classList.add('choisie'); neuf.setAttribute('aria-selected', 'true'); this.dire(neuf.dataset.message || this.bilan, neuf); }
        if (ancien.tabIndex === 0 && ancien.matches('td')) neuf.tabIndex = 0;
        ancien.replaceWith(neuf);
        if (foyer === neuf.id) neuf.focus({ preventScroll: true });
        if (window.htmx) window.htmx.process(neuf);
      });
      return ecrits;
    }
    rafraichirPourquoi(lot) {
      const choisie = this.table.querySelector('td.choisie');
      if (choisie && lot.has(choisie.dataset.cle)) { this.clePourquoi = undefined; this.demanderPourquoi(choisie.dataset.cle); }
    }
    declencher(entete) {
      if (!entete || !window.htmx) return;
      let evenements = {};
      try { evenements = JSON.parse(entete); } catch { entete.split(',').forEach((n) => { evenements[n.trim()] = {}; }); }
      Object.entries(evenements).forEach(([nom, detail]) => window.htmx.trigger(document.body, nom, detail));
    }
    ecrireEtat(texte, icone, reessayer) {
      if (!this.etat) return;
      this.etat = document.getElementById('etat-enregistrement');
      this.etat.textContent = '';
      if (icone && window.Ancrage) this.etat.append(window.Ancrage.icone(icone), ' ');
      this.etat.append(texte);
      this.etat.classList.toggle('ton-retard', Boolean(reessayer));
      if (!reessayer) return;
      const bouton = document.createElement('button');
      bouton.type = 'button'; bouton.className = 'btn btn-sm btn-secondaire'; bouton.textContent = 'Réessayer';
      bouton.addEventListener('click', () => { this.echec = ''; this.envoyer(); });
      this.etat.append(bouton);
    }

    /* Collage d'Excel : lignes et colonnes à partir de la case choisie ; les cases fermées gardent leur valeur */
    coller(e) {
      const td = e.target.closest('td.case') || (this.actif && this.cellule(...this.actif));
      const texte = e.clipboardData && e.clipboardData.getData('text/plain');
      if (!td || !texte) return;
      const brut = texte.replace(/\r\n?/g, '\n').replace(/\n$/, '');
      const plusieurs = /[\n\t]/.test(brut);
      if (e.target.tagName === 'INPUT') {
        if (!plusieurs) return;
        e.target.value = td.dataset.saisi || '';
        e.target.blur();
      }
      e.preventDefault();
      this.repandre(td, brut.split('\n').map((l) => l.split('\t')));
    }
    repandre(depart, valeurs) {
      const cible = document.getElementById(depart.id) || depart;
      const [r0, c0] = this.position(cible);
      const bilan = { posees: 0, fermees: 0, dehors: 0 };
      valeurs.forEach((ligne, i) => ligne.forEach((texte, j) => {
        if (texte.trim() === '') return;
        const td = this.cellule(r0 + i, c0 + j);
        if (!td || !td.matches('td.case')) bilan.dehors += 1;
        else if (td.getAttribute('aria-readonly') === 'true') bilan.fermees += 1;
        else { this.poser(td, texte.trim()); bilan.posees += 1; }
      }));
      this.aller(r0, c0);
      const pluriel = (n, un, plusieurs) => `${n}\u00a0${n < 2 ? un : plusieurs}`;
      const faits = [pluriel(bilan.posees, 'valeur collée', 'valeurs collées')];
      if (bilan.fermees) faits.push(`${pluriel(bilan.fermees, 'ignorée', 'ignorées')} : case fermée ou validée`);
      if (bilan.dehors) faits.push(`${pluriel(bilan.dehors, 'en dehors', 'en dehors')} de la grille`);
      const phrase = `${faits.join(' ; ')}.`;
      annoncer(phrase);
      if (bilan.fermees || bilan.dehors) { this.bilan = phrase; this.dire(phrase); }
    }
    copier(e) {
      const td = e.target.closest && e.target.closest('td.case');
      if (!td || e.target.tagName === 'INPUT' || !e.clipboardData) return;
      e.clipboardData.setData('text/plain', td.dataset.saisi || '');
      e.preventDefault();
    }
  }

  const demarrer = (racine) => {
    const tables = racine.matches && racine.matches('table[data-grille]') ? [racine] : [...racine.querySelectorAll('table[data-grille]')];
    tables.forEach((t) => { if (!t.grille) t.grille = new Grille(t); });
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => demarrer(document)); else demarrer(document);
  /* Valider le mois remplacerait la grille, et la saisie qui attend d'être tranchée avec elle */
  document.addEventListener('htmx:beforeRequest', (e) => {
    const td = e.target.closest('#valider-mois') && document.querySelector(`table[data-grille] ${EN_CONFLIT}`);
    if (!td) return;
    e.preventDefault();
    td.focus();
    td.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  document.addEventListener('htmx:load', (e) => demarrer(e.detail.elt));
})();
