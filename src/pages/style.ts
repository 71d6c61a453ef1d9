// The style sheet of the pages: from a telephone to a wide screen, light or dark as the reader's system is.
import { PALETTE } from '../http/palette.ts';

export const STYLE = `${PALETTE}
* { box-sizing: border-box; }
html { scroll-padding-block: 1rem 6rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
h1, h2, h3 { line-height: 1.25; margin: 0; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 1.625rem; letter-spacing: -0.01em; }
h2 { font-size: 1.1875rem; }
h3 { font-size: 1rem; margin-top: 1.25rem; }
p { margin: 0.375rem 0 0; max-width: 70ch; }
a { color: var(--accent); text-underline-offset: 0.15em; }
small { font-size: 0.875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.125rem; }
main:focus { outline: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100vw; padding: 0.75rem 1rem; background: var(--card); }
.skip:focus { left: 0.5rem; top: 0.5rem; z-index: 1; }
.soft { color: var(--soft); }
.bad { color: var(--error); }

.top { background: var(--card); border-bottom: 1px solid var(--hair); }
.bar, .parts ul, main { max-width: 72rem; margin-inline: auto; padding-inline: 1.5rem; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; padding-block: 0.75rem 0.5rem; }
.brand { font-weight: 700; font-size: 1.125rem; text-decoration: none; }
.practice { color: var(--soft); padding-left: 1rem; border-left: 1px solid var(--hair); }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.25rem; margin-left: auto; font-size: 0.9375rem; }
.tools a, .brand { display: inline-block; padding-block: 0.25rem; }
.parts ul { padding-inline: 0.75rem; display: flex; flex-wrap: wrap; gap: 0 0.25rem; list-style: none; margin-block: 0; }
.parts a { display: block; padding: 0.625rem 0.75rem; color: var(--soft); text-decoration: none; white-space: nowrap;
  border-bottom: 3px solid transparent; }
.parts a:hover { color: var(--text); }
.parts a[aria-current] { color: var(--text); font-weight: 600; border-color: var(--accent); }
main { padding-block: 2rem 4rem; }
main > section { margin-top: 2rem; }
main > .found { margin-top: 1.5rem; color: var(--soft); }
main > .found + section { margin-top: 0; }
.back { margin: 0 0 0.75rem; }
.back a { display: inline-block; padding-block: 0.25rem; }

.panel { background: var(--card); border: 1px solid var(--hair); border-radius: 0.75rem; padding: 1.25rem 1.5rem; }
main > .panel { margin-top: 1.25rem; }
main > .buttons, .records + .more { margin-top: 1.25rem; }
.panel.narrow { max-width: 40rem; }
.panel-head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-bottom: 0.5rem; }
.panel-head .button { margin-left: auto; }
.empty { padding: 2rem 1.5rem; color: var(--soft); background: var(--card); border: 1px dashed var(--line); border-radius: 0.75rem; max-width: none; }
.notice { padding: 0.75rem 1rem; border-radius: 0.5rem; background: var(--accent-ground); max-width: none; margin-top: 1rem; }
.notice ul { margin-bottom: 0; }
.group { margin-top: 0.75rem; }
.group ul { margin-block: 0.375rem 0; }
.notice.warn { background: var(--warn-ground); }
.notice.bad { background: var(--error-ground); color: var(--error); }

.facts { display: flex; flex-wrap: wrap; gap: 0.75rem 2.5rem; margin: 1rem 0 0; }
.facts dt { color: var(--soft); font-size: 0.875rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.plain, .choices, .records, .links, .log, .ends { list-style: none; margin: 0; padding: 0; }
.plain li { padding-block: 0.25rem; overflow-wrap: anywhere; }

.switch, .state, .tag { display: inline-block; padding: 0.0625rem 0.625rem; border-radius: 1rem; font-size: 0.875rem; font-weight: 600;
  white-space: nowrap; background: var(--raised); color: var(--soft); }
.switch { border: 1px solid transparent; min-width: 3rem; text-align: center; }
.switch.on { background: var(--accent-ground); color: var(--accent); border-color: var(--accent); }
.switch.off { border-color: var(--line); }
.state.in-sync { background: var(--good-ground); color: var(--good); }
.state.due, .state.waiting, .state.held { background: var(--warn-ground); color: var(--warn); }
.state.failed { background: var(--error-ground); color: var(--error); }

.records { margin-top: 1.25rem; background: var(--card); border: 1px solid var(--hair); border-radius: 0.75rem; overflow: hidden; }
.records > li { display: grid; position: relative; grid-template-columns: minmax(14rem, 2fr) 5fr; gap: 0.25rem 1.5rem; padding: 0.875rem 1.5rem; }
.records > li + li { border-top: 1px solid var(--hair); }
.records .who { overflow-wrap: anywhere; }
.records .who a { font-weight: 600; display: inline-block; padding-block: 0.125rem; }
.records .who p { margin: 0; font-size: 0.9375rem; }
.links > li { display: grid; grid-template-columns: minmax(7rem, max-content) 4rem 10.5rem 1fr; gap: 0.25rem 0.75rem; align-items: start; padding-block: 0.125rem; }
.choosing .records > li { padding-left: 4rem; }
.records > li > input { position: absolute; left: 1.5rem; top: 0.9375rem; }
.chosen { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.75rem; padding: 0.75rem 1.5rem;
  background: var(--card); border: 1px solid var(--hair); border-radius: 0.75rem; }
.chosen output { display: none; margin-right: auto; }
.scripted .chosen output { display: block; }
.choosing:has(input[name="record"]:checked) .chosen { position: sticky; bottom: 0; box-shadow: 0 2px 12px rgb(0 0 0 / 0.25); }
.choosing.none:not(:has(input[name="record"]:checked)) .chosen { display: none; }
.choosing label { display: inline-flex; align-items: center; gap: 0.5rem; margin: 0.75rem 1.5rem 0 0; font-size: 1rem; color: var(--text); }
.choosing .all { display: none; }
.scripted .choosing:not(.none) .all { display: inline-flex; }
.links .state, .links .switch { justify-self: start; }
.links .why { font-size: 0.9375rem; }
.links .times { display: block; }
.links .times::first-letter { text-transform: uppercase; }

.filters { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem 1rem; margin-top: 1.25rem; }
.field { margin: 0; }
.field label { display: block; font-size: 0.875rem; color: var(--soft); margin-bottom: 0.25rem; }
.field.search { flex: 1 1 18rem; }
.field.check { display: flex; align-items: center; gap: 0.5rem; min-height: 2.5rem; }
.field.check label { margin: 0; color: var(--text); font-size: 1rem; }
input, select, textarea { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem;
  padding: 0.5rem 0.75rem; min-height: 2.5rem; max-width: 100%; }
input[type="checkbox"], input[type="radio"] { min-height: 0; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--accent); flex: none; }
.field.search input { width: 100%; }
.field select { width: 100%; min-width: 8rem; }
.filters .more { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem 1rem; flex-basis: 100%; max-width: none; margin: 0; order: 1; }
.more a { display: inline-block; padding-block: 0.25rem; }
.filters .more select { max-width: 22rem; }
.buttons { margin: 0; display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
button, .button { display: inline-block; font: inherit; font-weight: 600; min-height: 2.5rem; padding: 0.4375rem 1.125rem; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 0.5rem; text-decoration: none; }
button.quiet, .button.quiet { color: var(--accent); background: transparent; }
button:hover, .button:hover { filter: brightness(1.08); }
summary { cursor: pointer; color: var(--accent); padding-block: 0.25rem; min-height: 1.5rem; width: fit-content; }
details { margin-top: 0.75rem; }
.ends { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem 1.5rem; margin-top: 1.25rem; }
.ends a:not(.button) { display: inline-block; padding-block: 0.25rem; }
.choices { display: grid; gap: 0.75rem; margin-top: 1.25rem; max-width: 32rem; }
.choices a { display: flex; gap: 1rem; justify-content: space-between; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--hair);
  border-radius: 0.75rem; text-decoration: none; }

table { border-collapse: collapse; width: 100%; margin-top: 0.5rem; font-size: 0.9375rem; }
th, td { text-align: left; vertical-align: top; padding: 0.375rem 1rem 0.375rem 0; border-bottom: 1px solid var(--hair); font-weight: 400; }
.scroll { overflow-x: auto; }
td.long { overflow-wrap: anywhere; min-width: 12rem; }
thead th { color: var(--soft); font-size: 0.875rem; }
ul, ol { padding-left: 1.5rem; }
.steps { margin: 0.75rem 0; max-width: 70ch; }
form { margin: 0; }
.panel form { margin-top: 1.25rem; }
.items { list-style: none; margin: 0.75rem 0 0; padding: 0; background: var(--card); border: 1px solid var(--hair); border-radius: 0.75rem; }
.items > li { display: flex; gap: 0.75rem 1.5rem; align-items: start; justify-content: space-between; padding: 0.875rem 1.5rem; }
.items > li + li { border-top: 1px solid var(--hair); }
.items > li > div { min-width: 0; overflow-wrap: anywhere; }
.items .button { flex: none; }
.items strong { display: inline-block; }
.items strong::first-letter { text-transform: uppercase; }
.items p { margin: 0.125rem 0 0; font-size: 0.9375rem; max-width: 85ch; }
.accounts { margin-block: 1.25rem 2rem; }
.account { flex: 1; position: relative; }
.account h2 { padding-right: 7rem; }
.account details { margin: 0; }
.account summary { position: absolute; right: 0; top: 0; padding-block: 0; }
.account details[open] { margin-top: 0.75rem; }
.accounts h2 { font-size: 1rem; }
.accounts p { max-width: none; }
.fields { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem 1rem; padding-block: 0.75rem; }
.fields .field { flex: 1 1 14rem; }
.fields .field input { width: 100%; }
.fields .wide { flex: 1 1 100%; }
.fields .hint { color: var(--soft); font-size: 0.875rem; margin: 0; }
.panel > .buttons { margin-block: 1rem 0.5rem; }
.panel .fields { margin-top: 0.5rem; padding-bottom: 0; }
details .fields { border-top: 1px solid var(--hair); }
.count { display: inline-block; padding: 0 0.5rem; border-radius: 1rem; background: var(--raised); color: var(--soft); font-size: 0.875rem; font-weight: 600; }
.bar-chart { display: block; width: 100%; height: 0.75rem; margin-top: 0.5rem; border-radius: 0.375rem; background: var(--raised); }
.bar-chart rect { fill: var(--line); }
.bar-chart .in-sync { fill: var(--good); }
.bar-chart .due { fill: var(--accent); }
.bar-chart .waiting, .bar-chart .held { fill: var(--warn); }
.bar-chart .failed { fill: var(--error); }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; list-style: none; margin: 0.5rem 0 0; padding: 0; }
.legend a { display: inline-flex; align-items: center; gap: 0.5rem; padding-block: 0.25rem; color: var(--text); }
.dot { width: 0.75rem; height: 0.75rem; border-radius: 50%; background: var(--line); }
.dot.in-sync { background: var(--good); }
.dot.due { background: var(--accent); }
.dot.waiting, .dot.held { background: var(--warn); }
.dot.failed { background: var(--error); }
.log { margin-top: 0.75rem; }
.log > li { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; padding-block: 0.5rem; border-top: 1px solid var(--hair); overflow-wrap: anywhere; }
.log > li:first-child { border-top: 0; }
.log time { color: var(--soft); font-size: 0.9375rem; }
.log .soft { display: block; font-size: 0.9375rem; }

@media (max-width: 60rem) {
  .records > li { grid-template-columns: 1fr; }
}
@media (max-width: 40rem) {
  .bar, main { padding-inline: 1rem; }
  .parts ul { padding-inline: 0.25rem; }
  .tools { margin-left: 0; }
  .parts ul { padding-bottom: 0.375rem; }
  .parts a { border: 0; border-radius: 0.5rem; padding: 0.5rem 0.75rem; }
  .parts a[aria-current] { background: var(--accent-ground); }
  main { padding-block: 1.25rem 3rem; }
  .panel, .records > li, .chosen { padding-inline: 1rem; }
  .choosing .records > li { padding-left: 3.5rem; }
  .records > li > input { left: 1rem; }
  .links > li { grid-template-columns: auto auto 1fr; }
  .links .why { grid-column: 1 / -1; }
  .items > li { flex-direction: column; padding-inline: 1rem; }
  .items > .wide { flex-direction: row; }
  .scripted .chosen output { flex-basis: 100%; }
  .chosen button { flex: 1; }
  .log > li { grid-template-columns: 1fr; gap: 0; }
  .field { flex: 1 1 8rem; }
}
@media print { .top, .filters, .ends, .back { display: none; } }
`.trimStart();
