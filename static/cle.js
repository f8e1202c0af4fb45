/* Clé d'accès : dire en français ce qui n'a pas abouti (le script d'allauth n'en fait qu'une trace en console). */
document.addEventListener('allauth.error', (e) => {
  e.preventDefault();
  const refus = e.detail && e.detail.exception && e.detail.exception.name === 'NotAllowedError';
  const texte = refus
    ? 'La clé d’accès n’a pas été présentée. Recommencez quand elle est prête.'
    : 'Ce navigateur n’a pas pu utiliser de clé d’accès. Connectez-vous par mot de passe.';
  if (window.Ancrage) window.Ancrage.aviser(texte, 'warning');
});
