import { plainNames, publicSchema, type SessionNames } from '../../catalog/object-names.ts';

/** Where a session looks names up, and where its temporary objects are. */
export class SessionSchemas {
  readonly #number: number;
  readonly #user: string;
  readonly #setting: () => string;
  #temporary: string | null = null;
  #text = publicSchema;
  #names: SessionNames = plainNames;

  /** `number` tells sessions apart; `setting` is the search path as it is set. */
  constructor(number: number, user: string, setting: () => string) {
    this.#number = number;
    this.#user = user;
    this.#setting = setting;
  }

  /** Where names are looked up now: the same object as long as nothing changes. */
  get names(): SessionNames {
    const text = this.#setting();
    if (text !== this.#text || this.#names.temporary !== this.#temporary) {
      this.#text = text;
      this.#names = namesOf(schemasOf(text, this.#user), this.#temporary);
    }
    return this.#names;
  }

  /** The schema of temporary objects; null while there are none. */
  get temporary(): string | null {
    return this.#temporary;
  }

  /** The same, from now on in use. */
  takeTemporary(): string {
    this.#temporary ??= `pg_temp_${this.#number}`;
    return this.#temporary;
  }
}

function namesOf(path: readonly string[], temporary: string | null): SessionNames {
  const isPlain = temporary === null && path.length === 1 && path[0] === publicSchema;
  return isPlain ? plainNames : { path, temporary };
}

/** The schemas of a search path; "$user" is the one called as the user. */
function schemasOf(path: string, user: string): readonly string[] {
  const names = path.match(/"(?:[^"]|"")*"|[^,\s"]+/g) ?? [];
  return names.map((name) => {
    const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
    return plain === '$user' ? user : plain;
  });
}
