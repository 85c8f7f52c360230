import { createContext, useContext } from 'react';
import { Client } from '../../../src/client/client.ts';
import { type Clock, systemClock } from '../../../src/common/clock.ts';
import { ServerWatch } from './server-watch.ts';

/** What every page works with: one client, one clock, one watch over the server. */
export type Services = {
  readonly client: Client;
  readonly clock: Clock;
  readonly watch: ServerWatch;
  /** Names the page's session at the server. */
  readonly session: string;
};

/** The services of this browser page; the server is where the page came from. */
export function startServices(): Services {
  const client = new Client({ url: '', WebSocket: globalThis.WebSocket, clock: systemClock });
  const isVisible = (): boolean => document.visibilityState === 'visible';
  const watch = new ServerWatch(client, systemClock, isVisible);
  watch.start();
  document.addEventListener('visibilitychange', () => {
    if (isVisible()) watch.askNow();
  });
  return { client, clock: systemClock, watch, session: ownName() };
}

/** A name that no other page has. */
function ownName(): string {
  const parts = crypto.getRandomValues(new Uint32Array(4));
  return `console-${[...parts].map((part) => part.toString(36)).join('-')}`;
}

const ServicesContext = createContext<Services | null>(null);

/** Hands the services to the components inside. */
export const ServicesProvider = ServicesContext.Provider;

/** The services of the page around. */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('no services around this component');
  return services;
}
