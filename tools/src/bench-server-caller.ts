/**
 * Callers of the server's measurements: each keeps one connection and awaits its answer before it asks
 * again. They speak just enough HTTP, so that what is measured is the server and not its callers.
 */
import { once } from "node:events";
import { connect } from "node:net";

export type Caller = {
  /** Sends a body to a path under an Idempotency-Key, and waits for the answer's body. */
  post(path: string, key: string, body: string): Promise<string>;
  close(): void;
};

const HEAD_END = "\r\n\r\n";

export async function openCaller(address: string, token: string): Promise<Caller> {
  const { hostname, port, host } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, "connect");
  socket.setEncoding("latin1");
  let received = "";
  let answer: (body: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  socket.on("data", (part: string) => {
    received += part;
    const end = received.indexOf(HEAD_END);
    if (end === -1) return;
    const length = Number(/content-length: ([0-9]+)/i.exec(received)?.[1]);
    if (received.length < end + HEAD_END.length + length) return;
    const [whole, isDone] = [received, received.startsWith("HTTP/1.1 200")];
    received = "";
    if (isDone) answer(whole.slice(end + HEAD_END.length));
    else fail(new Error(`The server answers ${whole.slice(0, 2_000)}`));
  });
  socket.on("error", (error) => fail(error));
  socket.on("close", () => fail(new Error("The server hung up.")));
  return {
    post: (path, key, body) =>
      new Promise((resolve, reject) => {
        [answer, fail] = [resolve, reject];
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n` +
            `idempotency-key: ${key}\r\ncontent-type: application/json\r\n` +
            `content-length: ${body.length}\r\n\r\n${body}`,
        );
      }),
    close: () => socket.destroy(),
  };
}
