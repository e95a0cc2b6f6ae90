// A notebook in Debian's Jupyter Notebook 6, in headless Chromium, used through its page as a reader uses it.
import { chromium } from 'playwright-core';

const patience = 540_000; // milliseconds; a notebook trains networks, or waits for another that trains them

/** What the tests hand over: { browser, address, token, notebook, screenshot }. */
export const task = JSON.parse(process.argv[2]);

/** Opens the notebook, does something with it, takes the picture, and prints what was found as JSON. */
export async function visit(work) {
  const browser = await chromium.connect(task.browser);
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(patience);
    const elsewhere = [];
    await page.route(address => address.origin !== new URL(task.address).origin && address.protocol.startsWith('http'), route => {
      elsewhere.push(route.request().url());
      return route.abort();
    });
    page.on('dialog', dialog => dialog.accept());
    await page.goto(`${task.address}/notebooks/${task.notebook}?token=${task.token}`);
    await page.waitForFunction(() => window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected());
    const found = await work(page);
    await picture(page, task.screenshot);
    console.log(JSON.stringify({ ...found, elsewhere }));
  } finally {
    await browser.close();
  }
}

/** Types code into the selected cell, and leaves the cursor at its end. */
export async function type(page, code) {
  await page.click('.cell.selected .CodeMirror');
  await page.keyboard.insertText(code);
}

/** Runs the selected cell and goes to a new one below. */
export const start = page => page.keyboard.press('Alt+Enter');

/** Types code, runs it and waits; gives its outputs' texts. */
export async function run(page, code) {
  await type(page, code);
  const index = await page.evaluate(() => Jupyter.notebook.get_selected_index());
  await start(page);
  await idle(page);
  return texts(page, index);
}

/** The texts that a cell shows. */
export const texts = (page, index) => page.evaluate(
  at => Jupyter.notebook.get_cell(at).output_area.outputs.map(
    output => output.text ?? output.evalue ?? output.data?.['text/plain']), index);

/** Waits until no cell runs or waits to be run, asking ten times a second: asking at every frame keeps the browser drawing frames. */
export const idle = page => page.waitForFunction(
  () => !Jupyter.notebook.kernel_busy && !Jupyter.notebook.get_cells().some(cell => cell.input_prompt_number === '*'),
  undefined, { polling: 100 });

/** Presses a button of the toolbar. */
export const press = (page, action) => page.click(`button[data-jupyter-action="jupyter-notebook:${action}"]`);

async function picture(page, file) {
  const height = await page.evaluate(() => document.querySelector('#notebook-container').scrollHeight + 200);
  await page.setViewportSize({ width: 1200, height: Math.min(Math.max(height, 600), 12_000) });
  await page.waitForTimeout(300);
  await page.screenshot({ path: file });
}
