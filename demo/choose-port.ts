// Where the demo listens: at the port that people expect, unless somebody else is there.
import { once } from 'node:events';
import { createServer } from 'node:net';

const USUAL_PORT = 3000;

/** 0, for any free port, when the usual one is taken. */
export async function choosePort(): Promise<number> {
  const server = createServer();
  try {
    server.listen(USUAL_PORT, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return USUAL_PORT;
  } catch {
    return 0;
  }
}
