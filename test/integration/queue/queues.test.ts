import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { expect } from 'chai';
import { RejectedError } from '../../../src/errors.ts';
import { openQueues, type NewJob, type Queues } from '../../../src/queue/open-queues.ts';
import { openWorker, type QueueWorker, type WorkerOptions } from '../../../src/queue/open-worker.ts';
import { migrateQueues } from '../../../src/queue/prepare-store.ts';
import { forEachBackend } from '../../support/backends.ts';
import { emptyDatabase, type TestDatabase } from '../../support/postgres.ts';
import { later } from '../../support/later.ts';
import { waitFor } from '../../support/wait-for.ts';

const job = (number: number, data: NewJob['data'] = {}): NewJob => ({
  name: 'sync-client',
  data: { clientId: `client-${number}`, ...data },
  jobId: `client-${number}-g1`,
});
const jobs = (count: number) => Array.from({ length: count }, (_, index) => job(index));

forEachBackend((backend) => {
  describe('a queue', () => {
    let database: TestDatabase;
    let url: string;
    let queues: Queues;
    let workers: QueueWorker[];
    let errors: unknown[];
    let onError: (error: unknown) => void;

    beforeEach(async () => {
      // Of each test its own: what a library left idle complains when its database goes, during the next test.
      const own: unknown[] = [];
      errors = own;
      onError = (error) => void own.push(error);
      database = await emptyDatabase();
      url = await backend.queueUrl(database.url);
      await migrateQueues(url);
      queues = await openQueues({ url, onError });
      workers = [];
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await queues.close();
      expect(errors.map(String)).to.deep.equal([]);
      await database.giveBack();
    });

    async function work(
      run: WorkerOptions['run'],
      options: Partial<WorkerOptions> = {},
    ): Promise<QueueWorker> {
      const worker = await openWorker({
        url,
        queueName: 'sync-client',
        concurrency: 5,
        run,
        onError,
        ...options,
      });
      workers.push(worker);
      return worker;
    }
    const countOf = async (state: string) => (await queues.counts())['sync-client'][state];
    const waitForCount = (state: string, count: number) =>
      waitFor(async () => (await countOf(state)) === count, { what: `${count} jobs in state ${state}` });
    async function failedReasons(): Promise<(string | undefined)[]> {
      const [board] = queues.boards().map(toAdapter);
      const failed = await board!.getJobs(['failed']);
      return failed.map((failure) => failure.toJSON().failedReason);
    }

    it('runs each job once, with the ids it was given, however many workers there are', async () => {
      const seen: string[] = [];
      const run: WorkerOptions['run'] = ({ data, id, name }) => {
        seen.push(`${name} ${id} ${data['clientId']}`);
        return Promise.resolve();
      };
      await work(run);
      await work(run);
      await queues.add('sync-client', jobs(100));
      await waitForCount('completed', 100);
      expect(seen).to.have.lengthOf(100);
      expect(seen).to.include('sync-client client-7-g1 client-7');
    });

    it('runs a job once that was added twice under one id', async () => {
      let runs = 0;
      await queues.add('sync-client', [job(1)]);
      await queues.add('sync-client', [job(1), job(2)]);
      await work(() => {
        runs += 1;
        return Promise.resolve();
      });
      await waitForCount('completed', 2);
      expect(runs).to.equal(2);
    });

    it('shows why a job failed, and does not try it again by itself', async () => {
      let runs = 0;
      await work(() => {
        runs += 1;
        return Promise.reject(
          new RejectedError(
            { en: 'The portal refuses the data.', nl: 'The portal refuses the data.' },
            { code: 'REJECTED_BY_PORTAL' },
          ),
        );
      });
      await queues.add('sync-client', [job(1)]);
      await waitForCount('failed', 1);
      expect(await failedReasons()).to.deep.equal(['REJECTED_BY_PORTAL: The portal refuses the data.']);
      expect(runs).to.equal(1);
    });

    it('finishes jobs whose ids, results and errors hold text that a database cannot store', async () => {
      const odd = 'NUL \0 and half an emoji \ud83d';
      await work(({ id }) =>
        id === 'client-1-g1'
          ? Promise.resolve({ state: odd })
          : Promise.reject(new RejectedError({ en: odd, nl: odd }, { code: 'ODD' })),
      );
      await queues.add('sync-client', [job(1, { odd: '\0\ud83d' }), job(2)]);
      await waitForCount('completed', 1);
      await waitForCount('failed', 1);
      expect(await failedReasons()).to.deep.equal(['ODD: NUL  and half an emoji \ufffd']);
    });

    it('counts jobs per queue and state', async () => {
      await queues.add('sync-client', jobs(3));
      await queues.add('upkeep', [{ name: 'sweep', data: {}, jobId: 'sweep-1' }]);
      const counts = await queues.counts();
      expect(counts['sync-client']).to.include({ waiting: 3, active: 0 });
      expect(counts['upkeep']).to.include({ waiting: 1 });
      expect(counts['receive-event']).to.include({ waiting: 0 });
    });

    it('takes thousands at once, in pieces', async () => {
      await queues.add('sync-client', jobs(3_000));
      expect(await countOf('waiting')).to.equal(3_000);
    });

    it('runs jobs by their priority, those of one priority in order', async () => {
      const order: string[] = [];
      const priorities = [9, 2, 9, 1, 2];
      await queues.add(
        'sync-client',
        priorities.map((priority, index) => ({ ...job(index), priority })),
      );
      await work(
        ({ id }) => {
          order.push(id);
          return Promise.resolve();
        },
        { concurrency: 1 },
      );
      await waitForCount('completed', 5);
      expect(order.map((id) => /client-(\d)/.exec(id)?.[1])).to.deep.equal(['3', '1', '4', '0', '2']);
    });

    it('forgets a job that is removed before it runs', async () => {
      await queues.add('sync-client', jobs(2));
      await queues.remove('sync-client', 'client-0-g1');
      await queues.remove('sync-client', 'no-such-job');
      expect(await countOf('waiting')).to.equal(1);
    });

    it('hands the dashboard its queues', async () => {
      const boards = queues.boards().map(toAdapter);
      expect(boards.map((board) => board.getName())).to.deep.equal([
        'sync-client',
        'receive-event',
        'read-source',
        'upkeep',
      ]);
      await queues.add('sync-client', jobs(2));
      expect(await boards[0]!.getJobCounts()).to.include({ waiting: 2 });
    });

    it('lets running jobs finish when its worker is closed, and leaves the others waiting', async () => {
      const [begun, finish] = [later(), later()];
      const worker = await work(
        () => {
          begun.resolve(undefined);
          return finish.promise;
        },
        { concurrency: 1 },
      );
      await queues.add('sync-client', jobs(2));
      await begun.promise;
      const closed = worker.close();
      finish.resolve(undefined);
      await closed;
      expect(await countOf('completed')).to.equal(1);
      expect(await countOf('waiting')).to.equal(1);
    });

    it('aborts a job that does not finish in time when its worker is closed', async () => {
      // One that is fetched but has not begun is given back instead.
      const begun = later();
      const worker = await work(
        (_, signal) =>
          new Promise((_resolve, reject) => {
            begun.resolve(undefined);
            signal.addEventListener('abort', () =>
              reject(new RejectedError({ en: 'Called off.', nl: 'Called off.' }, { code: 'ABORTED' })),
            );
          }),
        { finishWithinMs: 50 },
      );
      await queues.add('sync-client', [job(1)]);
      await begun.promise;
      await worker.close();
      expect(await failedReasons()).to.deep.equal(['ABORTED: Called off.']);
    });

    it('closes in bounded time even when a job ignores that it is called off', async () => {
      const worker = await work(() => new Promise(() => undefined), {
        finishWithinMs: 50,
        abortWithinMs: 50,
      });
      await queues.add('sync-client', [job(1)]);
      await waitForCount('active', 1);
      const start = Date.now();
      await worker.close();
      expect(Date.now() - start).to.be.lessThan(10_000);
    });

    it('does not begin what it fetched while it was closed: another worker does', async () => {
      let closing = false;
      let begunLate = 0;
      const run: WorkerOptions['run'] = () => Promise.resolve(void (begunLate += closing ? 1 : 0));
      for (let turn = 0; turn < 30; turn += 1) {
        closing = false;
        const worker = await work(run, { concurrency: 1 });
        const added = queues.add('sync-client', [job(turn)]);
        // Not a wait: the moment of closing, which moves over what a worker does with a job.
        await delay(turn / 2);
        closing = true;
        await worker.close();
        await added;
      }
      expect(begunLate).to.equal(0);
      expect(await countOf('active')).to.equal(0);
      closing = false;
      await work(run);
      await waitForCount('completed', 30);
    });

    it('refuses to add after it was closed, and does not hang', async () => {
      await queues.close();
      const start = Date.now();
      const outcome = await queues.add('sync-client', [job(1)]).catch((error: unknown) => error);
      expect(outcome).to.have.property('code', 'QUEUE_UNAVAILABLE');
      expect(Date.now() - start).to.be.lessThan(10_000);
    });
  });
});

/** The dashboard's adapter declares the Redis queue only; it works with both. */
function toAdapter(board: unknown): BullMQAdapter {
  if (!isBoard(board)) throw new Error('The dashboard cannot show this.');
  return new BullMQAdapter(board);
}

function isBoard(board: unknown): board is ConstructorParameters<typeof BullMQAdapter>[0] {
  return board instanceof Queue;
}
