import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, buildPage, hasBrowser, startBrowser } from '../support/browser.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

const streamSql = `
CREATE STREAM bid WITH (connector = 'nexmark', kind = 'bid', speed = 'real', rate = 100);
CREATE MATERIALIZED VIEW bids_per_channel AS
SELECT channel, count(*) AS bids FROM bid GROUP BY channel HAVING count(*) > 0;
CREATE MATERIALIZED VIEW all_bids AS SELECT 1 AS one, count(*) AS bids FROM bid GROUP BY 1;
`;
const patienceMs = 20_000;

const title = hasBrowser ? 'the page' : 'the page (needs the Debian package chromium)';

describe.skipIf(!hasBrowser)(title, { timeout: 60_000 }, () => {
  let directory: string;
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'millrace-web-'));
    await buildPage();
    [server, browser] = await Promise.all([startServerProcess(directory, 0), startBrowser()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.setDefaultTimeout(patienceMs);
    await page.goto(server.url);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  const cell = (row: number, column: number): Promise<string> =>
    page.locator(`.line[data-index="${row}"] [data-column="${column}"]`).innerText();

  /** Puts a text in place of all that is in the editor, and runs it. */
  const run = async (sql: string): Promise<void> => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(sql);
    await page.keyboard.press('Control+Shift+Enter');
  };

  const numberMoves = async (): Promise<void> => {
    await page.locator('.pill-live').waitFor();
    const before = Number(await cell(0, 1));
    expect(before).toBeGreaterThan(0);
    await expect
      .poll(() => cell(0, 1).then(Number), { timeout: patienceMs })
      .toBeGreaterThan(before);
  };

  test('an empty server teaches how to begin', async () => {
    await page.getByRole('heading', { name: 'No streams yet' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('statements run, and what they made is in the list', async () => {
    await run(streamSql);
    await page.getByRole('button', { name: /^all_bids/ }).waitFor();
    const names = await page.locator('.object-text').allInnerTexts();
    expect(names).toEqual(['bid', 'all_bids', 'bids_per_channel']);
    await page.getByRole('button', { name: 'Columns of bid', exact: true }).click();
    expect(await page.locator('.columns').innerText()).toMatch(/price\s+bigint/);
  });

  test('a double click on a name inserts it at the cursor', async () => {
    await run('');
    await page.getByRole('button', { name: /^bids_per_channel/ }).dblclick();
    await expect
      .poll(() => page.locator('.cm-content').innerText(), { timeout: patienceMs })
      .toBe('bids_per_channel');
  });

  test('a click on a view shows it live: the numbers move', async () => {
    await page.getByRole('button', { name: /^all_bids/ }).click();
    await numberMoves();
    expect(await page.locator('.facts').innerText()).toMatch(/1 row\s+[\d.]+ updates\/s\s+fresh/);
  });

  test('a paused result stands still', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await cell(0, 1);
    await page.waitForTimeout(500);
    expect(await cell(0, 1)).toBe(before);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => cell(0, 1), { timeout: patienceMs }).not.toBe(before);
  });

  test('a large number is shown digit by digit', async () => {
    await run("SELECT 9007199254740993 AS big, CAST('0.10' AS NUMERIC(4,2)) AS exact");
    await expect.poll(() => cell(0, 0), { timeout: patienceMs }).toBe('9007199254740993');
    expect(await cell(0, 1)).toBe('0.10');
  });

  test('an error says where and what to do, and keeps the text', async () => {
    await run('SELECT auction,\n  prise\nFROM bid EMIT CHANGES');
    const failure = page.locator('.failure');
    await failure.waitFor();
    expect(await failure.innerText()).toMatch(/42703\s+column "prise" does not exist/);
    expect(await failure.innerText()).toMatch(/Hint.*price/);
    expect(await page.locator('.cm-lintRange-error').innerText()).toBe('prise');
    expect(await page.locator('.cm-content').innerText()).toContain('prise');
  });

  test('the keys move in the grid, and Enter on a head sorts', async () => {
    await run('SELECT * FROM bids_per_channel EMIT CHANGES');
    await page.locator('.pill-live').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const head = page.getByRole('columnheader', { name: /bids/ });
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await page.keyboard.press('ArrowDown');
    const stands = await page.getByRole('grid').getAttribute('aria-activedescendant');
    expect(await page.locator('.cell[aria-selected="true"]').getAttribute('id')).toBe(stands);
  });

  test('what is prepared lasts from run to run', async () => {
    await run('PREPARE answer AS SELECT 40 + $1::INTEGER AS n');
    await expect.poll(() => page.locator('.result').innerText()).toContain('PREPARE');
    await run('EXECUTE answer(2)');
    await expect.poll(() => cell(0, 0), { timeout: patienceMs }).toBe('42');
  });

  test('a long scan tells how far it is, and is stopped', async () => {
    await run(`CREATE TABLE many (n INTEGER);
      INSERT INTO many SELECT n FROM generate_series(1, 60000) AS g(n)`);
    await expect.poll(() => page.locator('.result').innerText()).toContain('INSERT');
    await run('SELECT count(*) FROM many a JOIN many b ON a.n + b.n < 0');
    await page.getByRole('progressbar', { name: 'Rows read' }).waitFor();
    expect(await page.locator('.result-waiting').innerText()).toMatch(
      /[\d,]+ of (60|120),000 rows/,
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped.').waitFor();
    await run('SELECT 1 AS one');
    await expect.poll(() => cell(0, 0), { timeout: patienceMs }).toBe('1');
  });

  test('a killed server is missed calmly, and found again by itself', async () => {
    await run('SELECT * FROM all_bids EMIT CHANGES');
    await numberMoves();
    await server.end('SIGKILL');
    await page.getByText('The server does not answer.').waitFor();
    await page.getByText(/Trying again in \d s/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    server = await startServerProcess(directory, server.port);
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
    await numberMoves();
  });

  test.each(['light', 'dark'] as const)('axe finds nothing in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await run('SELECT * FROM bids_per_channel EMIT CHANGES');
    await page.locator('.pill-live').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await run('SELECT prise FROM bid');
    await page.locator('.failure').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('the text survives a reload', async () => {
    await run('SELECT 1 AS kept');
    await page.reload();
    await page.locator('.cm-line', { hasText: 'SELECT 1 AS kept' }).waitFor();
  });

  test('nothing went wrong in the page meanwhile', () => {
    expect(complaints).toEqual([]);
  });
});
