// COPY … FROM STDIN over an ordinary pg connection.
import pg from 'pg';

interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** A query that answers the server's request for data. The driver's own refuses it. */
class CopyQuery extends pg.Query {
  private readonly lines: string;

  constructor(statement: string, lines: string) {
    super(statement);
    this.lines = lines;
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.lines));
    connection.endCopyFrom();
  }
}

/** `rows` in the text format: one array per row, null for no value. Values hold no tab, line end or backslash. */
export async function copyRows(
  client: pg.Client,
  statement: string,
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  const lines = rows.map((row) => `${row.map((value) => value ?? '\\N').join('\t')}\n`).join('');
  const query = client.query(new CopyQuery(statement, lines));
  await new Promise<void>((resolve, reject) => {
    query.on('end', () => resolve());
    query.on('error', reject);
  });
}
