/** A running SigFollow whose processes can be killed, paused and restarted. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { BenchEnvironment, Child } from '../../bench/environment.ts';
import { simulatorOptions } from '../../bench/environment.ts';
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
    const api = await environment.launch('api', 'api/main.ts');
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

  /** Kills a process with SIGKILL and starts it again. */
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

  /** Suspends a process with SIGSTOP for `ms` milliseconds and then resumes it. */
  async pause(part: Part, ms: number): Promise<void> {
    process.kill(this.pid(part), 'SIGSTOP');
    await sleep(ms);
    process.kill(this.pid(part), 'SIGCONT');
  }

  api(): HttpClient {
    return new HttpClient(this.baseUrl, { authorization: `Bearer ${this.environment.tenants[0]?.apiKey ?? ''}` });
  }

  /** All messages that the simulated WhatsApp has accepted. */
  async ledger() {
    return (await new HttpClient(this.simulatorUrl).get('/control/ledger')).body.items;
  }

  /** Orders a fault from the simulator for the next send (or `count` sends) to a contact. */
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

/** Repeats a call until it succeeds. @throws its last error when `timeoutMs` has passed. */
export async function persistently<T>(call: () => Promise<T>, timeoutMs = 90_000): Promise<T> {
  for (const until = Date.now() + timeoutMs; ; await sleep(200)) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}
