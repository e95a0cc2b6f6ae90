// What moves or answers while a cell runs: a progress bar, a chart, a question.
import { idle, run, start, texts, type, visit } from './notebook.mjs';

await visit(async page => {
  await type(page, 'var bar = display(HTML("<progress max=\'20\' value=\'0\'></progress>")); '
    + 'for (var i = 1; i <= 20; i++) { await Task.Delay(100); bar.Update(HTML($"<progress max=\'20\' value=\'{i}\'></progress>")); }');
  await start(page);
  await page.waitForSelector('.output progress');
  const seen = [];
  while (seen.at(-1) !== 20) {
    seen.push(await page.$eval('.output progress', bar => bar.value));
    await page.waitForTimeout(50);
  }

  await idle(page);
  await run(page, `#r "../artifacts/bin/MhdNet.Lib/Plotly.NET.dll"
#r "../artifacts/bin/MhdNet.Lib/DynamicObj.dll"
var curve = new Plotly.NET.Trace("scatter"); curve.SetProperty("x", new[] { 1, 2, 3 }); curve.SetProperty("y", new[] { 1.0, 4.0, 9.0 });
Plotly.NET.GenericChart.ofTraceObject(true, curve)`);
  await page.waitForSelector('.output .js-plotly-plot svg.main-svg');
  const curves = await page.$$eval('.output .scatterlayer .trace path.js-line',
    lines => lines.map(line => line.getBoundingClientRect().width));

  await type(page, 'var name = Console.ReadLine(); $"hello {name}"');
  const asks = await page.evaluate(() => Jupyter.notebook.get_selected_index());
  await start(page);
  await page.fill('.raw_input', 'Ada');
  await page.press('.raw_input', 'Enter');
  await idle(page);
  return { progress: [...new Set(seen)], curves, answered: await texts(page, asks) };
});
