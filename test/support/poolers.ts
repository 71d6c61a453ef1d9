// Poolers that stand before PostgreSQL: one that leaves start-up options out, and one that hands its connections to the
// server out anew for each transaction, as PgBouncer does with pool_mode=transaction.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { releaseAtEnd } from './released-at-end.ts';

/** Returns the address of the database behind it. */
export async function dropOptions(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return listen(url, (client) => {
    const server = connect(Number(port), hostname);
    client.once('data', (startup) => {
      server.write(withoutOptions(Buffer.from(startup)));
      client.pipe(server).pipe(client);
    });
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
  });
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, StartupMessage */
function withoutOptions(startup: Buffer): Buffer {
  const words = startup.subarray(8).toString('utf8').split('\0').slice(0, -2);
  const kept: string[] = [];
  for (let index = 0; index + 1 < words.length; index += 2)
    if (words[index] !== 'options') kept.push(words[index] ?? '', words[index + 1] ?? '');
  const body = Buffer.from(`${kept.join('\0')}\0\0`);
  const head = Buffer.from(startup.subarray(0, 8));
  head.writeInt32BE(8 + body.length);
  return Buffer.concat([head, body]);
}

/** `next`: which of the connections to the server that are free it hands out. */
export async function poolTransactions(url: string, next: 'first' | 'last'): Promise<string> {
  const free: Socket[] = [];
  const take = async (): Promise<Socket> => (next === 'first' ? free.shift() : free.pop()) ?? signIn(url);
  return listen(url, (client) => {
    let server: Promise<Socket> | null = null;
    const serve = async (): Promise<Socket> => {
      const taken = await take();
      const answer = (data: Buffer): void => {
        client.write(data);
        if (!isReady(data)) return;
        taken.off('data', answer);
        server = null;
        free.push(taken);
      };
      return taken.on('data', answer);
    };
    client.on('error', () => client.destroy());
    client.once('data', () => {
      client.write(SIGNED_IN);
      client.on('data', (data) => {
        if (data[0] !== TERMINATE) void (server ??= serve()).then((taken) => taken.write(data));
      });
    });
  });
}

const TERMINATE = 'X'.charCodeAt(0);
/** AuthenticationOk and ReadyForQuery. */
const SIGNED_IN = Buffer.from('5200000008000000005a0000000549', 'hex');

/** Whether an answer ends with ReadyForQuery outside a transaction. Answers of these tests come in one piece. */
function isReady(data: Buffer): boolean {
  return data.subarray(-6).toString('hex') === '5a0000000549';
}

async function signIn(url: string): Promise<Socket> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.removeAllListeners();
  stream.on('error', () => undefined);
  releaseAtEnd(() => void stream.destroy());
  return stream;
}

async function listen(url: string, serve: (client: Socket) => void): Promise<string> {
  const open = new Set<Socket>();
  const server: Server = createServer((client) => {
    open.add(client.once('close', () => open.delete(client)));
    serve(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  releaseAtEnd(() => {
    server.close();
    for (const client of open) client.destroy();
  });
  const address = server.address();
  const there = new URL(url);
  there.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return there.href;
}
