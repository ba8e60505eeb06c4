/** Asks PostgreSQL for a statement's parameter and column types without executing it. */
import pg from 'pg';

/** A column of a statement's result. */
interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  /** Whether the table column it comes from is nullable; null when the statement computes it. */
  readonly nullable: boolean | null;
}

/** Types of a statement's parameters (`takes`) and of its result's columns (`gives`). */
export interface DescribedStatement {
  readonly takes: readonly string[];
  readonly gives: readonly DescribedColumn[];
}

/** Sends Parse and Describe, but no Execute. Source: PostgreSQL manual, "Extended Query", the Describe message. */
class Describe extends pg.Query {
  constructor(text: string, done: (error: Error | null, result?: pg.QueryResult) => void) {
    super({ text, values: [] }, done as never);
    this.submit = connection => {
      connection.parse({ name: '', text, types: [] }, true);
      (connection as unknown as { describe(what: { type: 'S'; name: string }): void }).describe({
        type: 'S',
        name: '',
      });
      connection.sync();
    };
  }
}

/** Describes statements on one connection. Types are named as in declared statements: `uuid[]`, not `_uuid`. */
export class Describer {
  readonly #client: pg.Client;
  #names = new Map<number, string>();

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async connect(url: string): Promise<Describer> {
    const describer = new Describer(new pg.Client({ connectionString: url }));
    await describer.#client.connect();
    const { rows } = await describer.#client.query<{ oid: number; typname: string }>(
      'SELECT oid::int, typname FROM pg_type',
    );
    describer.#names = new Map(
      rows.map(({ oid, typname }) => [oid, typname.startsWith('_') ? `${typname.slice(1)}[]` : typname]),
    );
    return describer;
  }

  async describe(text: string): Promise<DescribedStatement> {
    const { connection } = this.#client as unknown as { readonly connection: NodeJS.EventEmitter };
    let takes: readonly number[] = [];
    const onTakes = ({ dataTypeIDs }: { readonly dataTypeIDs: readonly number[] }): void => void (takes = dataTypeIDs);
    connection.on('parameterDescription', onTakes);
    try {
      const { fields } = await new Promise<pg.QueryResult>(
        (done, failed) =>
          void this.#client.query(
            new Describe(text, (error, result) => (error === null ? done(result!) : failed(error))),
          ),
      );
      const nullable = await this.#nullable(fields);
      return {
        takes: takes.map(oid => this.#nameOf(oid)),
        gives: fields.map((field, at) => ({
          name: field.name,
          type: this.#nameOf(field.dataTypeID),
          nullable: nullable[at] ?? null,
        })),
      };
    } finally {
      connection.off('parameterDescription', onTakes);
    }
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  #nameOf(oid: number): string {
    return this.#names.get(oid) ?? String(oid);
  }

  async #nullable(fields: readonly pg.FieldDef[]): Promise<(boolean | null)[]> {
    const { rows } = await this.#client.query<{ table: number; column: number; nullable: boolean }>(
      `
        SELECT attrelid::int AS table, attnum::int AS column, NOT attnotnull AS nullable
        FROM pg_attribute
        WHERE attrelid = ANY($1::oid[])`,
      [fields.map(field => field.tableID)],
    );
    return fields.map(field =>
      field.tableID === 0
        ? null
        : (rows.find(row => row.table === field.tableID && row.column === field.columnID)?.nullable ?? null),
    );
  }
}
