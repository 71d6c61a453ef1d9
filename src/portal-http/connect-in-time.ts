// A connection that is not made in time is given up, whatever an answer may take: then no byte of a request has left.
import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

/** As the system says it of a machine that does not answer. */
class ConnectTimeoutError extends Error {
  readonly code = 'ETIMEDOUT';
  readonly syscall = 'connect';

  constructor() {
    super('The machine did not take up the connection in time.');
    this.name = 'ConnectTimeoutError';
  }
}

/** `connected`: the event of its sockets after which a request may leave. */
export function endUnlessConnected<Kind extends Agent>(
  agent: Kind,
  connected: 'connect' | 'secureConnect',
  withinMs: number,
): Kind {
  const connect: Agent['createConnection'] = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    if (socket !== null && socket !== undefined) watch(socket, connected, withinMs);
    return socket;
  };
  return agent;
}

function watch(socket: Duplex, connected: string, withinMs: number): void {
  const timer = setTimeout(() => socket.destroy(new ConnectTimeoutError()), withinMs);
  const stop = (): void => clearTimeout(timer);
  socket.once(connected, stop);
  socket.once('close', stop);
}
