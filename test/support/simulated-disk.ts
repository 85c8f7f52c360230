import type { Disk, DiskFile, DiskLock } from '../../src/common/disk.ts';
import type { Random } from '../../src/common/random.ts';

/** One call to the disk, before it does anything. */
export type DiskCall = {
  readonly number: number;
  readonly operation:
    | 'open'
    | 'read'
    | 'write'
    | 'sync'
    | 'truncate'
    | 'remove'
    | 'rename'
    | 'make';
  readonly path: string;
};

/** What becomes of a call: an error, and for a write perhaps only a part of it done. */
export type Fault = { readonly code: string; readonly partly?: boolean };

type Write = { readonly position: number; readonly bytes: Uint8Array };

type Change = Write | { readonly truncate: number };
type Content = Uint8Array<ArrayBuffer>;

/** A file: what a reader sees, what is on the platter, and the changes between the two. */
class Inode {
  cached: Content = new Uint8Array(0);
  durable: Content = new Uint8Array(0);
  unsynced: Change[] = [];
}

type Entry = Inode | 'directory';

const sectorBytes = 512;

/**
 * A disk in memory that forgets: `cutPower` keeps what was synced and, of the rest, what chance
 * decides (sectors of writes in any order, entries of directories in the order of their making).
 * `kill` ends the process only: everything written stays.
 */
export class SimulatedDisk {
  readonly #random: Random;
  readonly #syncWorks: boolean;
  #cached = new Map<string, Entry>();
  #durable = new Map<string, Entry>();
  /** Changes of directories that are not synced: by directory, in order. */
  #changes: {
    readonly directory: string;
    readonly apply: (entries: Map<string, Entry>) => void;
  }[] = [];
  #locks = new Set<string>();
  /** Grows with every crash: files opened before it are no more. */
  #life = 0;
  #calls = 0;
  #openFiles: string[] = [];
  /** Decides about every call. */
  fault: (call: DiskCall) => Fault | null = () => null;

  constructor(random: Random, options: { readonly syncWorks?: boolean } = {}) {
    this.#random = random;
    this.#syncWorks = options.syncWorks ?? true;
  }

  /** Calls so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Paths of the files that are open in this life. */
  get openFiles(): readonly string[] {
    return this.#openFiles;
  }

  /** Bytes of all files whose path ends like this. */
  bytesOf(end: string): number {
    let bytes = 0;
    for (const [path, entry] of this.#cached) {
      if (entry !== 'directory' && path.endsWith(end)) bytes += entry.cached.length;
    }
    return bytes;
  }

  /** The seam itself. */
  get disk(): Disk {
    const life = this.#life;
    return {
      open: (path, mode) => this.#open(life, path, mode),
      list: async (directory) => {
        await this.#call(life, 'read', directory);
        return this.#children(directory).map((path) => path.slice(directory.length + 1));
      },
      makeDirectory: async (directory) => {
        await this.#call(life, 'make', directory);
        this.#makeDirectory(directory);
      },
      remove: async (path) => {
        await this.#call(life, 'remove', path);
        this.#entry(path);
        this.#change(parentOf(path), (entries) => void entries.delete(path));
      },
      removeDirectory: async (directory) => {
        await this.#call(life, 'remove', directory);
        if (this.#children(directory).length > 0) throw failure('ENOTEMPTY', directory);
        this.#change(parentOf(directory), (entries) => void entries.delete(directory));
      },
      rename: async (from, to) => {
        await this.#call(life, 'rename', from);
        this.#entry(from);
        this.#change(parentOf(from), (entries) => moveTree(entries, from, to));
      },
      syncDirectory: async (directory) => {
        await this.#call(life, 'sync', directory);
        if (this.#syncWorks) this.#syncEntries(directory);
      },
      lock: async (path) => this.#lock(life, path),
    };
  }

  /** The process dies, the machine lives: what was written is there for the next one. */
  kill(): void {
    this.#life += 1;
    this.#openFiles = [];
    this.#locks = new Set();
  }

  /** The machine dies. */
  cutPower(): void {
    this.kill();
    for (const { apply } of this.#keptChanges()) apply(this.#durable);
    this.#changes = [];
    const orphanless = [...this.#durable].filter(([path]) => this.#reachable(path));
    this.#durable = new Map(orphanless);
    this.#cached = new Map(this.#durable);
    for (const entry of this.#cached.values()) {
      if (entry !== 'directory') this.#loseUnsynced(entry);
    }
  }

  /** Paths of the files that a reader sees. */
  files(): readonly string[] {
    return [...this.#cached].filter(([, entry]) => entry !== 'directory').map(([path]) => path);
  }

  /** A copy of a file as a reader sees it. */
  content(path: string): Uint8Array {
    return this.#file(path).cached.slice();
  }

  /** Replaces a file behind everybody's back, durably. */
  overwrite(path: string, content: Uint8Array): void {
    const inode = this.#file(path);
    inode.cached = content.slice();
    inode.durable = content.slice();
    inode.unsynced = [];
  }

  /** Makes everything durable, as if the machine had been idle for long. */
  settle(): void {
    for (const { apply } of this.#changes) apply(this.#durable);
    this.#changes = [];
    for (const entry of this.#cached.values()) if (entry !== 'directory') settled(entry);
  }

  async #open(life: number, path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    await this.#call(life, 'open', path);
    if (mode === 'create') {
      const existing = this.#cached.get(path);
      if (existing === undefined || existing === 'directory') {
        const inode = new Inode();
        this.#change(parentOf(path), (entries) => void entries.set(path, inode));
      } else truncate(existing, 0);
    }
    return this.#handle(life, path, this.#file(path));
  }

  #handle(life: number, path: string, inode: Inode): DiskFile {
    let isClosed = false;
    if (life === this.#life) this.#openFiles.push(path);
    const checkOpen = (): void => {
      if (isClosed) throw failure('EBADF', path);
    };
    return {
      read: async (target, position) => {
        checkOpen();
        await this.#call(life, 'read', path);
        const bytes = inode.cached.subarray(position, position + target.length);
        target.set(bytes);
        return bytes.length;
      },
      write: async (buffers, position) => {
        checkOpen();
        const bytes = new Uint8Array(Buffer.concat(buffers));
        const fault = this.#faultOf(life, 'write', path);
        await Promise.resolve();
        this.#checkLife(life);
        if (fault === null) return write(inode, { position, bytes });
        if (fault.partly) {
          const done = this.#random.nextIntBelow(bytes.length + 1);
          write(inode, { position, bytes: bytes.subarray(0, done) });
        }
        throw failure(fault.code, path);
      },
      sync: async () => {
        checkOpen();
        const fault = this.#faultOf(life, 'sync', path);
        await Promise.resolve();
        this.#checkLife(life);
        // As Linux does: what could not be synced counts as clean and is never tried again.
        if (fault !== null) inode.unsynced = [];
        if (fault !== null) throw failure(fault.code, path);
        await Promise.resolve();
        this.#checkLife(life);
        if (this.#syncWorks) settled(inode);
      },
      truncate: async (bytes) => {
        checkOpen();
        await this.#call(life, 'truncate', path);
        truncate(inode, bytes);
      },
      size: async () => {
        checkOpen();
        await this.#call(life, 'read', path);
        return inode.cached.length;
      },
      close: async () => {
        if (!isClosed && life === this.#life) {
          this.#openFiles.splice(this.#openFiles.indexOf(path), 1);
        }
        isClosed = true;
      },
    };
  }

  async #lock(life: number, path: string): Promise<DiskLock | null> {
    await this.#call(life, 'open', path);
    if (this.#locks.has(path)) return null;
    this.#locks.add(path);
    return { release: async () => void (this.#life === life && this.#locks.delete(path)) };
  }

  /** Counts a call; a crash that came while it was under way never lets it end. */
  async #call(life: number, operation: DiskCall['operation'], path: string): Promise<void> {
    const fault = this.#faultOf(life, operation, path);
    await Promise.resolve();
    this.#checkLife(life);
    if (fault !== null) throw failure(fault.code, path);
  }

  #faultOf(life: number, operation: DiskCall['operation'], path: string): Fault | null {
    this.#checkLife(life);
    this.#calls += 1;
    return this.fault({ number: this.#calls, operation, path });
  }

  #checkLife(life: number): void {
    if (life !== this.#life) throw failure('EDEAD', 'a disk of an earlier life');
  }

  #entry(path: string): Entry {
    const entry = this.#cached.get(path);
    if (entry === undefined) throw failure('ENOENT', path);
    return entry;
  }

  #file(path: string): Inode {
    const entry = this.#entry(path);
    if (entry === 'directory') throw failure('EISDIR', path);
    return entry;
  }

  #children(directory: string): string[] {
    if (this.#entry(directory) !== 'directory') throw failure('ENOTDIR', directory);
    return [...this.#cached.keys()].filter((path) => parentOf(path) === directory);
  }

  #makeDirectory(directory: string): void {
    if (this.#cached.has(directory) || directory === '/') return;
    this.#makeDirectory(parentOf(directory));
    this.#change(parentOf(directory), (entries) => void entries.set(directory, 'directory'));
  }

  #change(directory: string, apply: (entries: Map<string, Entry>) => void): void {
    apply(this.#cached);
    this.#changes.push({ directory, apply });
  }

  #syncEntries(directory: string): void {
    const isHere = (change: { readonly directory: string }): boolean =>
      change.directory === directory;
    for (const { apply } of this.#changes.filter(isHere)) apply(this.#durable);
    this.#changes = this.#changes.filter((change) => !isHere(change));
  }

  /** Of each directory some first part of what happened to it. */
  #keptChanges(): readonly { readonly apply: (entries: Map<string, Entry>) => void }[] {
    const lost = new Set<string>();
    return this.#changes.filter(({ directory }) => {
      if (this.#random.nextIntBelow(2) === 0) lost.add(directory);
      return !lost.has(directory);
    });
  }

  #reachable(path: string): boolean {
    const parent = parentOf(path);
    return parent === '/' || (this.#durable.get(parent) === 'directory' && this.#reachable(parent));
  }

  #loseUnsynced(inode: Inode): void {
    const changes = inode.unsynced;
    inode.cached = inode.durable;
    inode.unsynced = [];
    for (const change of changes) {
      if ('truncate' in change) {
        if (this.#random.nextIntBelow(2) === 0) truncate(inode, change.truncate);
      } else this.#writeSomeSectors(inode, change);
    }
    settled(inode);
    inode.cached = inode.durable;
  }

  #writeSomeSectors(inode: Inode, { position, bytes }: Write): void {
    let from = 0;
    while (from < bytes.length) {
      const to = Math.min(bytes.length, from + sectorBytes - ((position + from) % sectorBytes));
      if (this.#random.nextIntBelow(2) === 0) {
        write(inode, { position: position + from, bytes: bytes.subarray(from, to) });
      }
      from = to;
    }
  }
}

function write(inode: Inode, change: Write): void {
  const own = { position: change.position, bytes: change.bytes.slice() };
  inode.unsynced.push(own);
  inode.cached = changed(inode.cached, own);
}

function truncate(inode: Inode, bytes: number): void {
  inode.unsynced.push({ truncate: bytes });
  inode.cached = changed(inode.cached, { truncate: bytes });
}

function settled(inode: Inode): void {
  inode.durable = inode.unsynced.reduce(changed, inode.durable);
  inode.unsynced = [];
}

function changed(content: Content, change: Change): Content {
  if ('truncate' in change) {
    const cut = new Uint8Array(change.truncate);
    cut.set(content.subarray(0, change.truncate));
    return cut;
  }
  const end = change.position + change.bytes.length;
  const grown = new Uint8Array(Math.max(end, content.length));
  grown.set(content);
  grown.set(change.bytes, change.position);
  return grown;
}

function moveTree(entries: Map<string, Entry>, from: string, to: string): void {
  for (const [path, entry] of [...entries]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    entries.delete(path);
    entries.set(to + path.slice(from.length), entry);
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${path}`), { code });
}
