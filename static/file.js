/* La file au clavier : j, k, Entrée, v, p, c, s, f, a, ? ; les gestes s'ouvrent dans une fenêtre au-dessus. */
(() => {
  'use strict';
  const file = document.querySelector('[data-file]');
  const boite = document.getElementById('gestes');
  if (!file || !boite) return;
  const SOUVENIR = 'file-rang';
  let rang = -1, viser = '';
  const lignes = () => [...file.querySelectorAll('[data-affaire]')];
  const choisie = () => document.activeElement.closest('[data-affaire]') || lignes()[rang];
  const aller = (pas) => {
    const toutes = lignes();
    if (!toutes.length) return;
    const ici = toutes.indexOf(document.activeElement.closest('[data-affaire]'));
    rang = Math.min(Math.max((ici >= 0 ? ici : rang) + pas, 0), toutes.length - 1);
    toutes[rang].focus();
    toutes[rang].scrollIntoView({ block: 'nearest' });
  };
  const ouvrir = (champ) => { const ligne = choisie(); if (ligne) { viser = champ; ligne.querySelector('[data-gestes]').click(); } };
  const presser = (bouton) => { if (bouton) { viser = bouton.dataset.viser || ''; bouton.click(); } };
  const TOUCHES = {
    j: () => aller(1),
    k: () => aller(-1),
    v: () => { const ligne = choisie(); if (ligne) presser(ligne.querySelector('[data-touche="v"]')); },
    p: () => ouvrir('prendre'),
    c: () => ouvrir('confier-a'),
    s: () => ouvrir('sommeil-jusqu_au'),
    f: () => ouvrir('faite-motif'),
    a: () => presser(file.querySelector('[data-touche="a"]')),
    '?': () => document.getElementById('aide-file').showModal(),
  };
  document.addEventListener('keydown', (e) => {
    const champ = document.activeElement;
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(champ.tagName) || document.querySelector('dialog[open]')) return;
    if (e.key === 'Enter' && champ.matches('[data-affaire]')) { e.preventDefault(); champ.querySelector('[data-ouvrir]').click(); return; }
    const geste = TOUCHES[e.key];
    if (geste) { e.preventDefault(); geste(); }
  });
  file.addEventListener('click', (e) => {
    const ligne = e.target.closest('[data-affaire]');
    if (ligne) rang = lignes().indexOf(ligne);
    if (ligne && e.target.closest('a[href]:not([hx-get])')) sessionStorage.setItem(SOUVENIR, rang);
    const lien = e.target.closest('[data-viser]');
    if (lien && e.isTrusted) viser = lien.dataset.viser;
  });
  document.addEventListener('htmx:afterSwap', (e) => {
    if (e.detail.target.id !== 'gestes-corps') return;
    if (!boite.open) boite.showModal();
    const cible = viser === 'geste' ? boite.querySelector('#geste-motif') : viser && document.getElementById(viser);
    viser = '';
    if (cible && !boite.querySelector('[data-resume]')) { cible.focus(); if (cible.select) cible.select(); }
  });
  document.addEventListener('geste-fait', () => {
    if (boite.open) boite.close();
    const toutes = lignes();
    if (toutes.length) { rang = Math.min(Math.max(rang, 0), toutes.length - 1); toutes[rang].focus(); }
    window.Ancrage.annoncer(`${toutes.length} affaires affichées.`);
  });
  // back from an affair: the hand is where it was, on the one that took its place
  const souvenir = sessionStorage.getItem(SOUVENIR);
  sessionStorage.removeItem(SOUVENIR);
  if (souvenir !== null && lignes().length && document.activeElement === document.body) {
    rang = Math.min(Math.max(Number(souvenir) || 0, 0), lignes().length - 1);
    lignes()[rang].focus();
  }
})();
