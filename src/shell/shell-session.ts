import { Client } from '../client/client.ts';
import type { LiveConnection } from '../client/live-connection.ts';
import type { WebSocketConstructor } from '../client/transport.ts';
import type { ResultFormat } from './format/result-format.ts';
import type { ShellOptions } from './shell-options.ts';
import type { ShellOutput, ShellWorld } from './shell-world.ts';
import { type Style, styleOf, wantsColor } from './style.ts';

/** What can be changed while the shell runs. */
export type ShellSettings = {
  format: ResultFormat | null;
  /** Rows as blocks with a line for each column (`\x`). */
  expanded: boolean;
  timing: boolean;
  quiet: boolean;
  maxRows: number | null;
};

/** One run of the shell: the world, the server, the settings, and where data goes. */
export class ShellSession {
  readonly world: ShellWorld;
  readonly options: ShellOptions;
  readonly settings: ShellSettings;
  /** Where data goes: the standard output, or the file of `-o`. */
  readonly data: ShellOutput;
  readonly dataStyle: Style;
  readonly messageStyle: Style;
  readonly client: Client;
  #liveClient: Client | null = null;

  constructor(world: ShellWorld, options: ShellOptions) {
    const { output, messages, env, files, fetch } = world;
    this.world = world;
    this.options = options;
    const { format, quiet, maxRows, outputPath, color } = options;
    this.settings = { format, expanded: false, timing: false, quiet, maxRows };
    this.data = outputPath === null ? output : files.openOutput(outputPath);
    this.dataStyle = styleOf(wantsColor(color, this.data.isTerminal, env));
    this.messageStyle = styleOf(wantsColor(color, messages.isTerminal, env));
    this.client = new Client({ url: options.url, fetch, WebSocket: NoSocket });
  }

  /** The live connection; loads what it needs at the first call. */
  async live(): Promise<LiveConnection> {
    if (this.#liveClient === null) {
      const WebSocket = await this.world.loadWebSocket();
      const { fetch, clock } = this.world;
      this.#liveClient ??= new Client({ url: this.options.url, fetch, WebSocket, clock });
    }
    return this.#liveClient.live();
  }

  /** Says something that is not data. */
  say(text: string): void {
    this.world.messages.write(text);
  }

  /** Says something that a quiet shell does not say. */
  remark(text: string): void {
    if (!this.settings.quiet) this.say(text);
  }

  close(): void {
    this.#liveClient?.close();
  }
}

/** Stands in until the real one is loaded; nothing live is asked of that client. */
class NoSocket implements InstanceType<WebSocketConstructor> {
  addEventListener(): void {}
  send(): void {}
  close(): void {}
}
