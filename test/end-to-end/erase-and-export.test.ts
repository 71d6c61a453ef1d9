import { expect } from 'chai';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';

const CLIENTS = 'key,number,name,kind,status\nc1,1001,Bakkerij,company,client\n';
const CONTACTS =
  'key,client_key,first_name,last_name,email\nk1,c1,Okkernoot,Zilverling,okkernoot@example.nl\n';

describe('koppel erase contact and koppel export contact', function () {
  this.timeout(60_000);
  let bench: KoppelBench;
  const erase = (...args: string[]) => bench.koppel('erase', 'contact', ...args, ...PRACTICE, '--json');

  before(async () => {
    bench = await openKoppelBench();
    await bench.addPractice();
    const files = [
      ...['--clients', await bench.file('clients.csv', CLIENTS)],
      ...['--contacts', await bench.file('contacts.csv', CONTACTS)],
    ];
    await bench.koppel('import', ...PRACTICE, ...files, '--as-of', '2026-01-15T09:00:00Z');
  });

  it('shows everything that is held, then erases it, and says so when asked again', async () => {
    const exported = await bench.koppel('export', 'contact', 'okkernoot@example.nl', ...PRACTICE, '--json');
    expect(exported.code).to.equal(0);
    expect(exported.json()).to.have.nested.property('held.contact[0].last_name', 'Zilverling');

    const unanswered = await erase('k1');
    expect(unanswered.code).to.equal(2);
    const done = await erase('k1', '--yes', '--by', 'olga');
    expect(done.code).to.equal(0);
    expect(done.json()).to.deep.include({ asked: true, waitingFor: [] });
    expect(done.json()).to.have.property('erasedAt').that.is.a('string');
    expect(done.stdout).not.to.match(/okkernoot|zilverling/i);

    const again = await erase('k1');
    expect(again.code).to.equal(0);
    expect(again.json()).to.deep.include({ asked: false });
    expect((await erase('okkernoot@example.nl', '--yes')).code).to.equal(2);
    const after = await bench.koppel('export', 'contact', 'k1', ...PRACTICE);
    expect(after.stdout)
      .to.include('contact.exported')
      .and.not.to.match(/okkernoot|zilverling/i);
  });

  it('refuses a client: only a contact is a person', async () => {
    const { code, stderr } = await erase('1001', '--yes');
    expect(code).to.equal(2);
    expect(stderr).to.include('client');
  });
});
