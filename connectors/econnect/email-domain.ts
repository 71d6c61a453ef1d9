// Which environment an e-mail address belongs to: the one of its domain, or, for the domains of public mail services,
// one of its own. [doc] Pure.

/** Public mail services of the Netherlands and Belgium, and of the world. The portal's own list is not public. [assumed] */
const SHARED_DOMAINS: ReadonlySet<string> = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com hotmail.nl hotmail.be live.com live.nl live.be msn.com yahoo.com yahoo.nl ' +
    'icloud.com me.com mac.com aol.com gmx.com gmx.net proton.me protonmail.com ziggo.nl kpnmail.nl kpnplanet.nl planet.nl ' +
    'hetnet.nl home.nl xs4all.nl upcmail.nl chello.nl casema.nl quicknet.nl telfort.nl tele2.nl zonnet.nl online.nl solcon.nl ' +
    'caiway.nl telenet.be skynet.be proximus.be scarlet.be'
  ).split(' '),
);

/** `email` in lower case. A domain; the whole address where the domain belongs to nobody in particular. */
export function environmentKey(email: string): string {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return SHARED_DOMAINS.has(domain) ? email : domain;
}
