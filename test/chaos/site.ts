/** A running SigFollow whose parts can be killed, paused and brought back. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { BenchEnvironment, Child } from '../../bench/environment.ts';
import { simulatorOptions } from '../../bench/environment.ts';
import { freePort } from '../../ops/local/ports.ts';
import type { FaultOrder } from '../../simulator/settings.ts';
import { HttpClient } from '../support/http-client.ts';

export type Part = 'api' | 'worker' | 'temporal';

export class Site {
  readonly environment: BenchEnvironment;
  readonly admin: pg.Pool;
  readonly baseUrl: string;
  readonly simulatorUrl: string;
  #api: Child;
  #worker: Child;
  readonly #workerEnv: NodeJS.ProcessEnv;

  private constructor(environment: BenchEnvironment, api: Child, worker: Child, workerEnv: NodeJS.ProcessEnv) {
    this.environment = environment;
    this.admin = new pg.Pool({ connectionString: environment.adminUrl, max: 3 });
    this.#api = api;
    this.#worker = worker;
    this.#workerEnv = workerEnv;
    this.baseUrl = api.url;
    this.simulatorUrl = `http://127.0.0.1:${environment.simulatorPort}`;
  }

  static async start(
    environment: BenchEnvironment,
    settings: object = {},
    workerEnv: NodeJS.ProcessEnv = {},
  ): Promise<Site> {
    const port = await freePort();
    const api = await environment.launch('api', 'api/main.ts', { PORT: String(port) });
    const worker = await environment.launch('worker', 'workers/main.ts', workerEnv);
    await environment.launch('simulator', 'simulator/main.ts', {
      SIMULATOR_OPTIONS: simulatorOptions(environment, `${api.url}/webhooks/whatsapp`, settings),
    });
    return new Site(environment, api, worker, workerEnv);
  }

  pid(part: Part): number {
    return part === 'temporal'
      ? this.environment.temporal.pid
      : ((part === 'api' ? this.#api : this.#worker).process.pid ?? 0);
  }

  /** SIGKILL, and a new process in its place. */
  async kill(part: Part): Promise<void> {
    this.end(part);
    await sleep(200);
    await this.begin(part);
  }

  end(part: Part): void {
    process.kill(this.pid(part), 'SIGKILL');
  }

  async begin(part: Part): Promise<void> {
    if (part === 'temporal') await this.environment.restartTemporal(false);
    else if (part === 'api')
      this.#api = await this.environment.launch('api', 'api/main.ts', { PORT: new URL(this.baseUrl).port });
    else this.#worker = await this.environment.launch('worker', 'workers/main.ts', this.#workerEnv);
  }

  /** SIGSTOP; another worker or a retrying caller must cope; then it goes on as if nothing had been. */
  async pause(part: Part, ms: number): Promise<void> {
    process.kill(this.pid(part), 'SIGSTOP');
    await sleep(ms);
    process.kill(this.pid(part), 'SIGCONT');
  }

  api(): HttpClient {
    return new HttpClient(this.baseUrl, { authorization: `Bearer ${this.environment.tenants[0]?.apiKey ?? ''}` });
  }

  /** What WhatsApp accepted. */
  async ledger() {
    return (await new HttpClient(this.simulatorUrl).get('/control/ledger')).body.items;
  }

  /** The simulator does this with the next sends to `to`. */
  async fault(kind: FaultOrder['kind'], to: string, more: { count?: number; code?: number } = {}): Promise<void> {
    const answer = await new HttpClient(this.simulatorUrl).post('/control/faults', { kind, to, ...more });
    if (answer.status !== 201) throw new Error(`the simulator did not take the fault: ${answer.status}`);
  }

  async write(from: string, text: string): Promise<void> {
    const answer = await new HttpClient(this.simulatorUrl).post('/control/inbound', {
      phoneNumberId: this.environment.tenants[0]?.phoneNumberId,
      from,
      text,
    });
    if (answer.status !== 202) throw new Error(`the simulator did not take the message: ${answer.status}`);
  }

  async agent(index: number): Promise<HttpClient> {
    const user = this.environment.tenants[0]!.users.filter(each => each.role === 'AGENT')[index]!;
    return persistently(() => HttpClient.login(this.baseUrl, user));
  }
}

/** Calls again while the other side is away. */
export async function persistently<T>(call: () => Promise<T>, timeoutMs = 90_000): Promise<T> {
  for (const until = Date.now() + timeoutMs; ; await sleep(200)) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}
