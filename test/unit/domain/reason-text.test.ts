import { expect } from 'chai';
import { ageText, whatToDo, whatToType, whyText } from '../../../src/domain/reason-text.ts';

describe('why a record stands where it stands, in words', () => {
  it('tells of both links where that of the contact is off and that of its client too', () => {
    const both = { reason: 'CLIENT_LINK_OFF', linked: false } as const;
    expect(whyText(both, 'nl')).to.include('klant').and.include('contactpersoon zelf ook');
    expect(whatToDo(both, 'en')).to.equal('Only if both must be in the portal: switch both on.');
    const one = { reason: 'CLIENT_LINK_OFF', linked: true } as const;
    expect(whyText(one, 'nl')).to.equal('De koppeling van de klant staat uit.');
    expect(whatToDo(one, 'nl')).to.equal(
      'Alleen als de klant naar het portaal moet: zet de koppeling van de klant aan.',
    );
    const own = { reason: 'LINK_OFF', linked: false } as const;
    expect(whatToDo(own, 'nl')).to.equal('Alleen als deze naar het portaal moet: zet de koppeling aan.');
  });

  it('names the command where commands are, and only there', () => {
    const held = { reason: 'BRAKE', linked: true } as const;
    expect(whatToDo(held, 'nl')).to.not.include('koppel ');
    expect(whatToType(held, 'nl')).to.match(/beslist\. Commando: `koppel approve`, `koppel reject`\.$/);
  });

  it('tells an age in the language of whoever asks', () => {
    expect([ageText(11_100, 'en'), ageText(11_100, 'nl')]).to.deep.equal(['3 h 5 min', '3 u 5 min']);
    expect([ageText(187_200, 'en'), ageText(187_200, 'nl')]).to.deep.equal(['2 d 4 h', '2 d 4 u']);
  });
});
