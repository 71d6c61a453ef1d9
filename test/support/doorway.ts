// A door in front of a portal that can be shut: whoever knocks meanwhile is cut off, as by a portal that is down.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { releaseAtEnd } from './released-at-end.ts';

export interface Doorway {
  /** The portal's address, by way of the door. */
  readonly url: string;
  /** Connections refused since it was shut. */
  refused(): number;
  shut(): void;
  /** Whoever knocks from now on is let in and never hears anything. */
  hush(): void;
  open(): void;
}

export async function openDoorway(portalUrl: string): Promise<Doorway> {
  const { hostname, port: portalPort } = new URL(portalUrl);
  const port = Number(portalPort);
  const through = new Set<Socket>();
  let [isOpen, isSilent, refused] = [true, false, 0];
  const server = createServer((caller) => {
    if (!isOpen) {
      refused += 1;
      caller.destroy();
      return;
    }
    if (isSilent) {
      through.add(caller);
      caller.on('error', () => undefined).once('close', () => through.delete(caller));
      return;
    }
    const callee = connect(port, hostname);
    caller.pipe(callee).pipe(caller);
    for (const [socket, other] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      through.add(socket);
      socket
        .on('error', () => undefined)
        .once('close', () => {
          through.delete(socket);
          other.destroy();
        });
    }
  });
  const url = new URL(portalUrl);
  url.port = String(await listen(server));
  const cut = () => through.forEach((socket) => socket.destroy());
  releaseAtEnd(async () => {
    cut();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    url: url.href,
    refused: () => refused,
    shut() {
      [isOpen, refused] = [false, 0];
      cut();
    },
    hush() {
      isSilent = true;
      cut();
    },
    open: () => void ([isOpen, isSilent] = [true, false]),
  };
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
