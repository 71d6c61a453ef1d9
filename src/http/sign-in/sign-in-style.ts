// The style sheet of the sign-in pages: one column, readable on a telephone, light or dark as the reader's system is.
import { PALETTE } from '../palette.ts';

export const SIGN_IN_STYLE = `${PALETTE}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%; max-width: 24rem; padding: 2rem; background: var(--card);
  border-radius: 0.75rem; box-shadow: 0 1px 3px rgb(0 0 0 / 0.2);
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.2; }
p { margin: 0.25rem 0 0; color: var(--soft); }
.brand { margin: 0 0 1rem; font-weight: 700; color: var(--accent); letter-spacing: 0.02em; }
.hint { font-size: 0.875rem; }
.error {
  margin-top: 1rem; padding: 0.75rem; border-radius: 0.375rem;
  background: var(--error-ground); color: var(--error);
}
label { display: block; margin-top: 1rem; font-weight: 600; }
input {
  display: block; width: 100%; margin-top: 0.25rem; padding: 0.625rem; font: inherit;
  color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 0.375rem;
}
button {
  width: 100%; margin-top: 1.5rem; padding: 0.75rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: 0.375rem;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
nav, main > p:last-child { margin-top: 1.25rem; text-align: center; }
a { color: var(--accent); }
@media (max-width: 30rem) { main { padding: 1.25rem; } }
`.trimStart();
