// A small HTTP server on this machine only. It knows nothing of any portal: it reads requests, counts how many are under
// way, and writes what it is told to answer.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Answer } from './answer.ts';

export interface WireRequest {
  readonly method: string;
  /** Without the query, still URL-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface ShellOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Below this path is the back door, which is not counted among the requests under way. */
  readonly adminPath: string;
  answerAdmin(request: WireRequest): Answer | Promise<Answer>;
  /** null: no answer at all. */
  answerPortal(request: WireRequest, underWay: number): Promise<Answer | null>;
}

export interface Shell {
  readonly origin: string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 5_000_000;

export async function openShell(options: ShellOptions): Promise<Shell> {
  let underWay = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const isAdmin = path === options.adminPath || path.startsWith(`${options.adminPath}/`);
    if (!isAdmin) {
      underWay += 1;
      response.once('close', () => (underWay -= 1));
    }
    const { method = '', headers } = request;
    const text = await readText(request);
    const wire = { method, path, query: new URLSearchParams(query), headers, text };
    const answer = isAdmin ? await options.answerAdmin(wire) : await options.answerPortal(wire, underWay);
    if (answer !== null) write(response, answer);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  // Longer than any pause of a test, so that no kept connection closes under a request.
  server.keepAliveTimeout = 120_000;
  const origin = `http://127.0.0.1:${await listen(server, options.port)}`;
  return { origin, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('The body is too large for the sandbox.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function write(response: ServerResponse, answer: Answer): void {
  const isJson = answer.text === undefined;
  const text = isJson ? (answer.body === undefined ? '' : JSON.stringify(answer.body)) : answer.text;
  response.writeHead(answer.status, {
    'content-type': isJson ? 'application/json' : (answer.contentType ?? 'text/plain'),
    'content-length': Buffer.byteLength(text),
    ...answer.headers,
  });
  response.end(text);
}
