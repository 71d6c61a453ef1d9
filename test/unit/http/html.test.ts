import { expect } from 'chai';
import fc from 'fast-check';
import { html } from '../../../src/http/html.ts';

describe('html', () => {
  it('escapes every text, in the page and in an attribute', () => {
    expect(html`<p title="${'"><script>'}">${"<b>'&"}</p>`.text).to.equal(
      '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&#39;&amp;</p>',
    );
  });

  it('keeps what is HTML already, joins lists, and leaves nothing for null and false', () => {
    const items = ['a', '<'].map((item) => html`<li>${item}</li>`);
    const list = html`<i>${items}</i>${null}${false}${0}`;
    expect(list.text.replaceAll(/\s/g, '')).to.equal('<i><li>a</li><li>&lt;</li></i>0');
  });

  it('no text puts a character of HTML into the page', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(html`${text}`.text).not.to.match(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
