// The interrupt and restart buttons.
import { idle, press, run, start, texts, type, visit } from './notebook.mjs';

await visit(async page => {
  await run(page, 'var kept = 42;');
  await type(page, 'Console.WriteLine("begun"); while (true) { }');
  const endless = await page.evaluate(() => Jupyter.notebook.get_selected_index());
  await start(page);
  await page.waitForFunction(at => Jupyter.notebook.get_cell(at).output_area.outputs.length > 0, endless);
  await press(page, 'interrupt-kernel');
  await idle(page);
  const interrupted = await texts(page, endless);
  const kept = await run(page, 'kept');
  await press(page, 'confirm-restart-kernel');
  const ready = page.evaluate(() => new Promise(done => Jupyter.notebook.events.one('kernel_ready.Kernel', () => done(true))));
  await page.click('.modal-dialog .btn-danger');
  await ready;
  return { interrupted, kept, restarted: await run(page, 'kept') };
});
